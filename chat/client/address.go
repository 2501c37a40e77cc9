package client

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"os"
)

// HubAddress returns the address that [Config.Hub] stands for: whole, with
// neither query nor fragment. Its errors never hold what was given, in which
// there may be a secret.
func HubAddress(hub string, insecure bool) (string, error) { return hubAddress(hub, insecure) }

// TrustFile returns for [Config.TLS] that hubs are trusted whose certificate
// leads to an authority in this PEM file, and no others.
func TrustFile(path string) (*tls.Config, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read the certificate authority: %w", err)
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(text) {
		return nil, fmt.Errorf("read the certificate authority: %s holds no PEM certificate", path)
	}
	return &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: roots}, nil
}
