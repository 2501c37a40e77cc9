package hub

import (
	"crypto/ed25519"
	"errors"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/golang-jwt/jwt/v5"
	"github.com/oklog/ulid/v2"

	"seenby/chat"
)

// The bounds of what a token may carry. A token travels in a frame, and before
// it is verified nothing of it is believed.
const (
	maxTokenBytes  = 16 << 10
	maxTokenGroups = 100
	maxTokenID     = 128
)

// Claims are what a token says of its bearer (protocol.md, Connection).
type Claims struct {
	// User is who the bearer is.
	User chat.UserID
	// Name is shown to others; empty means the user id.
	Name string
	// Kind is user where it is empty.
	Kind chat.Kind
	// Groups are joined, and made where they do not exist, at the first connect
	// with this token.
	Groups []chat.GroupID
	// ID tells this token from all others (jti). Token makes one where it is empty.
	ID string
	// Expires ends the token. It is required.
	Expires time.Time
}

// ErrBadToken is the error of every token that Verify refuses; what wraps it
// says why, and never holds the token.
var ErrBadToken = errors.New("not a valid token")

// errNoToken is told where there is none at all.
var errNoToken = fmt.Errorf("%w: there is none", ErrBadToken)

type tokenClaims struct {
	jwt.RegisteredClaims
	Name   string         `json:"name,omitempty"`
	Kind   chat.Kind      `json:"kind,omitempty"`
	Groups []chat.GroupID `json:"groups,omitempty"`
}

// Token returns the signed token of c.
func (k *Key) Token(c Claims) (string, error) {
	if c.ID == "" {
		c.ID = ulid.Make().String()
	}
	if err := c.check(); err != nil {
		return "", fmt.Errorf("making a token: %w", err)
	}
	t := jwt.NewWithClaims(jwt.SigningMethodEdDSA, tokenClaims{
		RegisteredClaims: jwt.RegisteredClaims{
			Subject: string(c.User), ID: c.ID, ExpiresAt: jwt.NewNumericDate(c.Expires),
		},
		Name: c.Name, Kind: c.Kind, Groups: c.Groups,
	})
	signed, err := t.SignedString(k.private)
	if err != nil {
		return "", fmt.Errorf("making a token: %w", err)
	}
	return signed, nil
}

// Verify returns what token says, if this key signed it and it has not expired
// at now. Every error is an [ErrBadToken].
func (k *Key) Verify(token string, now time.Time) (Claims, error) {
	switch {
	case token == "":
		return Claims{}, errNoToken
	case len(token) > maxTokenBytes:
		return Claims{}, fmt.Errorf("%w: longer than %d bytes", ErrBadToken, maxTokenBytes)
	}
	var t tokenClaims
	// The method is ours to name: what the token says of its own is not believed.
	_, err := jwt.ParseWithClaims(token, &t,
		func(*jwt.Token) (any, error) { return k.private.Public().(ed25519.PublicKey), nil },
		jwt.WithValidMethods([]string{jwt.SigningMethodEdDSA.Alg()}),
		jwt.WithExpirationRequired(),
		jwt.WithTimeFunc(func() time.Time { return now }),
	)
	switch {
	case errors.Is(err, jwt.ErrTokenExpired):
		return Claims{}, fmt.Errorf("%w: it has expired", ErrBadToken)
	case errors.Is(err, jwt.ErrTokenNotValidYet):
		return Claims{}, fmt.Errorf("%w: it is not good yet", ErrBadToken)
	case errors.Is(err, jwt.ErrTokenRequiredClaimMissing):
		return Claims{}, fmt.Errorf("%w: it has no expiry", ErrBadToken)
	case errors.Is(err, jwt.ErrTokenSignatureInvalid), errors.Is(err, jwt.ErrTokenUnverifiable):
		return Claims{}, fmt.Errorf("%w: this hub did not sign it", ErrBadToken)
	case err != nil:
		return Claims{}, fmt.Errorf("%w: malformed", ErrBadToken)
	}
	c := Claims{User: chat.UserID(t.Subject), Name: t.Name, Kind: t.Kind, Groups: t.Groups, ID: t.ID, Expires: t.ExpiresAt.Time}
	if c.Name == "" {
		c.Name = t.Subject
	}
	if c.Kind == "" {
		c.Kind = chat.KindUser
	}
	if err := c.check(); err != nil {
		return Claims{}, fmt.Errorf("%w: %w", ErrBadToken, err)
	}
	return c, nil
}

func (c Claims) check() error {
	switch {
	case !chat.ValidID(string(c.User)):
		return fmt.Errorf("its user is none: %w", chat.ErrBadID)
	case c.Expires.IsZero():
		return errors.New("it has no expiry")
	case len(c.Name) > chat.MaxName || !utf8.ValidString(c.Name):
		return fmt.Errorf("its name is not UTF-8 of at most %d bytes", chat.MaxName)
	case c.Kind != "" && c.Kind != chat.KindUser && c.Kind != chat.KindBot:
		return errors.New("its kind is neither user nor bot")
	case len(c.Groups) > maxTokenGroups:
		return fmt.Errorf("it names more than %d groups", maxTokenGroups)
	case len(c.ID) > maxTokenID || len(c.ID) == 0 && len(c.Groups) > 0:
		return fmt.Errorf("it names groups and so needs an id (jti) of 1 to %d bytes", maxTokenID)
	case slices.ContainsFunc(c.Groups, func(g chat.GroupID) bool { return !chat.ValidID(string(g)) }):
		return fmt.Errorf("a group of it is none: %w", chat.ErrBadID)
	}
	return nil
}

// profile is what groups know of the bearer.
func (c Claims) profile() chat.Profile {
	return chat.Profile{User: c.User, Name: c.Name, Kind: c.Kind}
}
