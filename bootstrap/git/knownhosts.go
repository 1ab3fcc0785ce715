package git

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/skeema/knownhosts"
	"golang.org/x/crypto/ssh"
	xknownhosts "golang.org/x/crypto/ssh/knownhosts"
)

// systemKnownHosts is what ssh reads besides the user's own file.
const systemKnownHosts = "/etc/ssh/ssh_known_hosts"

// readKnownHosts goes through a file because the parser only reads files.
func readKnownHosts(lines []byte) (known *knownhosts.HostKeyDB, err error) {
	if len(lines) == 0 {
		return usersKnownHosts()
	}
	f, err := os.CreateTemp("", "slipway-known-hosts-")
	if err != nil {
		return nil, fmt.Errorf("read known_hosts: %w", err)
	}
	defer func() { err = errors.Join(err, os.Remove(f.Name())) }()
	_, err = f.Write(lines)
	if err := errors.Join(err, f.Close()); err != nil {
		return nil, fmt.Errorf("read known_hosts: %w", err)
	}
	if known, err = knownhosts.NewDB(f.Name()); err != nil {
		return nil, fmt.Errorf("read known_hosts: %w", err)
	}
	return known, nil
}

// usersKnownHosts reads the files that ssh reads by default, those that are there.
func usersKnownHosts() (*knownhosts.HostKeyDB, error) {
	home, err := os.UserHomeDir()
	if err != nil {
		return nil, fmt.Errorf("find known_hosts: %w", err)
	}
	var files []string
	for _, file := range []string{filepath.Join(home, ".ssh", "known_hosts"), systemKnownHosts} {
		if _, err := os.Stat(file); err == nil {
			files = append(files, file)
		}
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("%w: no known_hosts was given, and the user has none", ErrHostKey)
	}
	known, err := knownhosts.NewDB(files...)
	if err != nil {
		return nil, fmt.Errorf("read known_hosts: %w", err)
	}
	return known, nil
}

// KnownHosts is what the user's own files say of a repository's host, for somebody else to trust the same.
func KnownHosts(address string) (string, error) {
	u, err := parse(address)
	if err != nil {
		return "", err
	}
	known, err := usersKnownHosts()
	if err != nil {
		return "", err
	}
	host := hostAndPort(u)
	var out strings.Builder
	for _, key := range known.HostKeys(host) {
		if key.Cert {
			out.WriteString("@cert-authority ")
		}
		out.WriteString(xknownhosts.Line([]string{xknownhosts.Normalize(host)}, key.PublicKey) + "\n")
	}
	if out.Len() == 0 {
		return "", fmt.Errorf("%w: %s is not in known_hosts: compare its key with what its operator publishes and add it (%s)", ErrHostKey, host, keyscan(host))
	}
	return out.String(), nil
}

func hostAndPort(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = "22"
	}
	return net.JoinHostPort(u.Hostname(), port)
}

// trusting turns a refusal into what to do about it.
func trusting(known ssh.HostKeyCallback) ssh.HostKeyCallback {
	return func(host string, addr net.Addr, key ssh.PublicKey) error {
		err := known(host, addr, key)
		var refused *xknownhosts.KeyError
		var revoked *xknownhosts.RevokedError
		offered := key.Type() + " " + ssh.FingerprintSHA256(key)
		switch {
		case err == nil:
			return nil
		case errors.As(err, &revoked):
			return fmt.Errorf("%w: known_hosts revokes %s of %s", ErrHostKey, offered, host)
		case errors.As(err, &refused) && len(refused.Want) == 0:
			return fmt.Errorf("%w: %s is not in known_hosts; it offers %s: compare that with what its operator publishes and add it (%s)",
				ErrHostKey, xknownhosts.Normalize(host), offered, keyscan(host))
		case errors.As(err, &refused):
			return fmt.Errorf("%w: %s offers %s, which is not what known_hosts has: its key was changed, or something sits in between",
				ErrHostKey, host, offered)
		}
		return fmt.Errorf("%w: %w", ErrHostKey, err) // a certificate of nobody whom known_hosts names
	}
}

func keyscan(address string) string {
	host, port, err := net.SplitHostPort(address)
	if err != nil || port == "22" {
		return "ssh-keyscan " + strings.TrimSuffix(address, ":22")
	}
	return "ssh-keyscan -p " + port + " " + host
}

// algorithms asks the server for a kind of key that known_hosts has of it: it may own several, and by default shows another.
// An unknown host is asked for a plain key, which a person can compare, and for no certificate.
func algorithms(known *knownhosts.HostKeyDB, host string) []string {
	wanted := known.HostKeyAlgorithms(host)
	isCertificate := func(algorithm string) bool { return strings.Contains(algorithm, "-cert-") }
	switch {
	case len(wanted) == 0:
		return []string{ssh.KeyAlgoED25519, ssh.KeyAlgoECDSA256, ssh.KeyAlgoECDSA384, ssh.KeyAlgoECDSA521, ssh.KeyAlgoRSASHA512, ssh.KeyAlgoRSASHA256}
	case slices.ContainsFunc(wanted, isCertificate): // an authority signs keys of every kind, not of its own alone
		certificates := []string{ssh.CertAlgoED25519v01, ssh.CertAlgoECDSA256v01, ssh.CertAlgoECDSA384v01, ssh.CertAlgoECDSA521v01,
			ssh.CertAlgoRSASHA512v01, ssh.CertAlgoRSASHA256v01}
		return append(certificates, slices.DeleteFunc(wanted, isCertificate)...)
	}
	return wanted
}

// explainHostKey says of a handshake that failed because the server has no kind of key that known_hosts has of it.
func explainHostKey(err error) error {
	var none *ssh.AlgorithmNegotiationError
	if !errors.As(err, &none) || !strings.Contains(err.Error(), "host key") {
		return nil
	}
	return fmt.Errorf("%w: known_hosts has %s of it and it offers %s: its keys were changed, or something sits in between",
		ErrHostKey, strings.Join(none.SupportedAlgorithms, ", "), strings.Join(none.RequestedAlgorithms, ", "))
}
