package hub_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"seenby/chat"
	"seenby/chat/hub"
	"seenby/chat/socket"
)

// certify writes a certificate for 127.0.0.1 that signs itself, and its key.
func certify(t *testing.T, dir, name string) (certFile, keyFile string, roots *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: name},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	certFile, keyFile = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	for file, block := range map[string]*pem.Block{
		certFile: {Type: "CERTIFICATE", Bytes: der}, keyFile: {Type: "PRIVATE KEY", Bytes: private},
	} {
		if err := os.WriteFile(file, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	roots = x509.NewCertPool()
	roots.AddCert(cert)
	return certFile, keyFile, roots
}

// overTLS serves the hub with a certificate and returns where.
func overTLS(t *testing.T, w *world, c *hub.Certificate) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w.wg.Go(func() {
		if err := w.hub.Serve(t.Context(), tls.NewListener(l, c.Config())); err != nil {
			t.Error(err)
		}
	})
	return l.Addr().String()
}

func TestAHubWithACertificate(t *testing.T) {
	certFile, keyFile, roots := certify(t, t.TempDir(), "first")
	cert, err := hub.LoadCertificate(certFile, keyFile, nil)
	if err != nil {
		t.Fatal(err)
	}
	w := newWorld(t, nil)
	address := overTLS(t, w, cert)
	conn, err := socket.Dial(t.Context(), "wss://"+address+"/v1/ws", nil, socket.DialOptions{TLS: &tls.Config{RootCAs: roots}})
	if err != nil {
		t.Fatal(err)
	}
	ana := newClient(w, conn)
	ana.hello(hub.Claims{User: "ana", Groups: []chat.GroupID{ops}}, nil)
	ana.post(ops, strings.Repeat("over TLS ", 1000))

	for name, c := range map[string]*tls.Config{
		"an authority nobody knows": nil,
		"another name":              {RootCAs: roots, ServerName: "chat.example.org"},
		"TLS 1.1":                   {RootCAs: roots, MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11},
	} {
		if _, err := socket.Dial(t.Context(), "wss://"+address+"/v1/ws", nil, socket.DialOptions{TLS: c}); err == nil {
			t.Errorf("%s: connected", name)
		}
	}
	old := &tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11, InsecureSkipVerify: true} // #nosec G402 -- it has to fail
	if plain, err := tls.Dial("tcp", address, old); err == nil {
		t.Errorf("the hub speaks %s", tls.VersionName(plain.ConnectionState().Version))
	} else if !strings.Contains(err.Error(), "protocol version") {
		t.Error(err)
	}
	if _, err := socket.Dial(t.Context(), "ws://"+address+"/v1/ws", nil, socket.DialOptions{}); err == nil {
		t.Error("connected without TLS")
	}
}

func TestACertificateIsReadAgainWhenItChanges(t *testing.T) {
	dir := t.TempDir()
	certFile, keyFile, _ := certify(t, dir, "first")
	cert, err := hub.LoadCertificate(certFile, keyFile, nil)
	if err != nil {
		t.Fatal(err)
	}
	w := newWorld(t, nil)
	address := overTLS(t, w, cert)
	served := func() string {
		t.Helper()
		conn, err := tls.Dial("tcp", address, &tls.Config{InsecureSkipVerify: true}) // #nosec G402 -- it looks at what is served
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = conn.Close() }()
		return conn.ConnectionState().PeerCertificates[0].Subject.CommonName
	}
	if got := served(); got != "first" {
		t.Fatalf("%s is served", got)
	}
	certify(t, dir, "second")
	for served() != "second" {
	}
	if err := os.WriteFile(certFile, []byte("half a certif"), 0o600); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(1200 * time.Millisecond); time.Now().Before(deadline); {
		if got := served(); got != "second" {
			t.Fatalf("%s is served", got)
		}
	}
}

func TestACertificateThatIsNoneIsRefused(t *testing.T) {
	dir, other := t.TempDir(), t.TempDir()
	certFile, keyFile, _ := certify(t, dir, "one")
	_, otherKey, _ := certify(t, other, "two")
	for name, files := range map[string][2]string{
		"missing":        {filepath.Join(dir, "none.pem"), keyFile},
		"of another key": {certFile, otherKey},
		"no certificate": {keyFile, keyFile},
	} {
		if _, err := hub.LoadCertificate(files[0], files[1], nil); err == nil || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
