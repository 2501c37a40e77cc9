package hub

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/go-cmp/cmp"

	"seenby/chat"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func TestATokenSaysWhatWasSigned(t *testing.T) {
	k := newKey(t)
	want := Claims{
		User: "ana", Name: "Ana Ruiz", Kind: chat.KindBot, Groups: []chat.GroupID{"ops", "team"},
		ID: "t1", Expires: noon.Add(time.Hour),
	}
	token, err := k.Token(want)
	if err != nil {
		t.Fatal(err)
	}
	got, err := k.Verify(token, noon)
	if err != nil {
		t.Fatal(err)
	}
	got.Expires = got.Expires.UTC()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("claims (-signed +verified):\n%s", diff)
	}
}

func TestATokenWithoutNameKindAndIDIsCompleted(t *testing.T) {
	k := newKey(t)
	token, err := k.Token(Claims{User: "ana", Expires: noon.Add(time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	got, err := k.Verify(token, noon)
	if err != nil {
		t.Fatal(err)
	}
	if got.Name != "ana" || got.Kind != chat.KindUser || len(got.ID) != 26 {
		t.Errorf("claims = %+v", got)
	}
}

func TestABadTokenIsRefused(t *testing.T) {
	k, other := newKey(t), newKey(t)
	good := Claims{User: "ana", ID: "t1", Expires: noon.Add(time.Hour)}
	signed := func(k *Key, method jwt.SigningMethod, key any, claims jwt.MapClaims) string {
		t.Helper()
		s, err := jwt.NewWithClaims(method, claims).SignedString(key)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	eddsa := func(claims jwt.MapClaims) string { return signed(k, jwt.SigningMethodEdDSA, k.private, claims) }
	exp := noon.Add(time.Hour).Unix()
	mine, err := k.Token(good)
	if err != nil {
		t.Fatal(err)
	}
	foreign, err := other.Token(good)
	if err != nil {
		t.Fatal(err)
	}
	parts := strings.Split(mine, ".")
	forged := parts[0] + "." + base64.RawURLEncoding.EncodeToString([]byte(`{"sub":"bob","exp":9999999999,"jti":"x"}`)) + "." + parts[2]
	public := []byte(k.private.Public().(ed25519.PublicKey))
	for name, token := range map[string]string{
		"none":                   "",
		"garbage":                "garbage",
		"too long":               strings.Repeat("a", maxTokenBytes+1),
		"of another hub":         foreign,
		"changed after signing":  forged,
		"alg none":               signed(k, jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, jwt.MapClaims{"sub": "ana", "exp": exp}),
		"alg HS256, public key":  signed(k, jwt.SigningMethodHS256, public, jwt.MapClaims{"sub": "ana", "exp": exp}),
		"no exp":                 eddsa(jwt.MapClaims{"sub": "ana"}),
		"expired":                eddsa(jwt.MapClaims{"sub": "ana", "exp": noon.Add(-time.Second).Unix()}),
		"not yet valid":          eddsa(jwt.MapClaims{"sub": "ana", "exp": exp, "nbf": noon.Add(time.Minute).Unix()}),
		"no user":                eddsa(jwt.MapClaims{"exp": exp}),
		"a user that is none":    eddsa(jwt.MapClaims{"sub": "an a", "exp": exp}),
		"a kind that is none":    eddsa(jwt.MapClaims{"sub": "ana", "exp": exp, "kind": "owner"}),
		"groups without a jti":   eddsa(jwt.MapClaims{"sub": "ana", "exp": exp, "groups": []string{"ops"}}),
		"a group that is none":   eddsa(jwt.MapClaims{"sub": "ana", "exp": exp, "jti": "x", "groups": []string{"../ops"}}),
		"groups of another type": eddsa(jwt.MapClaims{"sub": "ana", "exp": exp, "jti": "x", "groups": "ops"}),
		"too long a name":        eddsa(jwt.MapClaims{"sub": "ana", "exp": exp, "name": strings.Repeat("x", chat.MaxName+1)}),
	} {
		t.Run(name, func(t *testing.T) {
			c, err := k.Verify(token, noon)
			if !errors.Is(err, ErrBadToken) {
				t.Fatalf("claims %+v, error %v", c, err)
			}
			if len(token) > 3 && strings.Contains(err.Error(), token) {
				t.Errorf("the error holds the token: %v", err)
			}
		})
	}
}

// Why a token is refused is told to its bearer.
func TestWhyATokenIsRefused(t *testing.T) {
	k := newKey(t)
	sign := func(claims jwt.MapClaims) string {
		token, err := jwt.NewWithClaims(jwt.SigningMethodEdDSA, claims).SignedString(k.private)
		if err != nil {
			t.Fatal(err)
		}
		return token
	}
	in := func(d time.Duration) int64 { return noon.Add(d).Unix() }
	foreign, err := newKey(t).Token(Claims{User: "ana", Expires: noon.Add(time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	for want, token := range map[string]string{
		"there is none":            "",
		"malformed":                "a.b.c",
		"it has expired":           sign(jwt.MapClaims{"sub": "ana", "exp": in(-time.Hour)}),
		"it has no expiry":         sign(jwt.MapClaims{"sub": "ana"}),
		"it is not good yet":       sign(jwt.MapClaims{"sub": "ana", "exp": in(time.Hour), "nbf": in(time.Minute)}),
		"this hub did not sign it": foreign,
	} {
		if _, err := k.Verify(token, noon); err == nil || !strings.HasSuffix(err.Error(), ": "+want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

func TestClaimsThatCannotBeSigned(t *testing.T) {
	k := newKey(t)
	for name, c := range map[string]Claims{
		"no expiry":  {User: "ana"},
		"no user":    {Expires: noon},
		"bad user":   {User: "a b", Expires: noon},
		"bad group":  {User: "ana", Expires: noon, Groups: []chat.GroupID{""}},
		"bad kind":   {User: "ana", Expires: noon, Kind: "robot"},
		"long name":  {User: "ana", Expires: noon, Name: strings.Repeat("x", chat.MaxName+1)},
		"too many":   {User: "ana", Expires: noon, Groups: make([]chat.GroupID, maxTokenGroups+1)},
		"long token": {User: "ana", Expires: noon, ID: strings.Repeat("x", maxTokenID+1)},
	} {
		if _, err := k.Token(c); err == nil {
			t.Errorf("%s: signed", name)
		}
	}
}

func TestTheKeyIsMadeOnceAndKept(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data", "hub")
	const n = 16
	keys := make([]*Key, n)
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			k, err := LoadKey(dir)
			if err != nil {
				t.Error(err)
				return
			}
			keys[i] = k
		})
	}
	wg.Wait()
	if t.Failed() {
		return
	}
	for _, k := range keys {
		if !k.private.Equal(keys[0].private) {
			t.Fatal("two callers got different keys")
		}
	}
	info, err := os.Stat(filepath.Join(dir, KeyFile))
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v", info.Mode())
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != 1 {
		t.Errorf("left behind: %v", entries)
	}
}

func TestAKeyFileThatIsNoneIsRefusedAndKept(t *testing.T) {
	_, rsaLike, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	public, err := x509.MarshalPKIXPublicKey(rsaLike.Public())
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string][]byte{
		"empty":          {},
		"text":           []byte("not a key"),
		"a public key":   pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: public}),
		"broken content": pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: []byte("x")}),
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, KeyFile)
			if err := os.WriteFile(path, text, 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := LoadKey(dir); err == nil {
				t.Fatal("loaded")
			}
			after, err := os.ReadFile(path)
			if err != nil || string(after) != string(text) {
				t.Errorf("the file was changed: %v", err)
			}
		})
	}
}

func newKey(t *testing.T) *Key {
	t.Helper()
	k, err := NewKey()
	if err != nil {
		t.Fatal(err)
	}
	return k
}
