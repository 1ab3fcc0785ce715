package git

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"time"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/knownhosts"
)

const sshDialTimeout = 30 * time.Second

// sshAuth logs in with one key or the agent's, to hosts in known_hosts only.
type sshAuth struct {
	user   string
	method ssh.AuthMethod
	check  ssh.HostKeyCallback
	algos  []string
}

func (a *sshAuth) Name() string   { return "ssh-key" }
func (a *sshAuth) String() string { return "ssh-key" }

func (a *sshAuth) ClientConfig() (*ssh.ClientConfig, error) {
	return &ssh.ClientConfig{
		User: a.user, Auth: []ssh.AuthMethod{a.method}, Timeout: sshDialTimeout,
		HostKeyCallback: a.check, HostKeyAlgorithms: a.algos,
	}, nil
}

func newSSHAuth(u *url.URL, auth Auth) (*sshAuth, error) {
	method, err := signer(auth)
	if err != nil {
		return nil, err
	}
	known, err := readKnownHosts(auth.KnownHosts)
	if err != nil {
		return nil, err
	}
	port := u.Port()
	if port == "" {
		port = "22"
	}
	return &sshAuth{auth.Username, method, trusting(known), algorithms(known, net.JoinHostPort(u.Hostname(), port))}, nil
}

func signer(auth Auth) (ssh.AuthMethod, error) {
	if len(auth.SSHKey) == 0 {
		agent, err := agentAuth(auth.Username)
		if err != nil {
			return nil, errors.New("no ssh key was given and no ssh agent runs")
		}
		return ssh.PublicKeysCallback(agent.Callback), nil
	}
	var key ssh.Signer
	var err error
	if auth.Password != "" {
		key, err = ssh.ParsePrivateKeyWithPassphrase(auth.SSHKey, []byte(auth.Password))
	} else {
		key, err = ssh.ParsePrivateKey(auth.SSHKey)
	}
	if err != nil {
		return nil, fmt.Errorf("read ssh key: %w", err)
	}
	return ssh.PublicKeys(key), nil
}

// readKnownHosts goes through a file because the parser only reads files.
func readKnownHosts(lines []byte) (check ssh.HostKeyCallback, err error) {
	if len(lines) == 0 {
		home, err := os.UserHomeDir()
		if err != nil {
			return nil, fmt.Errorf("find known_hosts: %w", err)
		}
		check, err = knownhosts.New(filepath.Join(home, ".ssh", "known_hosts"))
		if err != nil {
			return nil, fmt.Errorf("%w: no known_hosts was given and the user has none: %w", ErrHostKey, err)
		}
		return check, nil
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
	if check, err = knownhosts.New(f.Name()); err != nil {
		return nil, fmt.Errorf("read known_hosts: %w", err)
	}
	return check, nil
}

// trusting turns a refusal into what to do about it.
func trusting(known ssh.HostKeyCallback) ssh.HostKeyCallback {
	return func(host string, addr net.Addr, key ssh.PublicKey) error {
		err := known(host, addr, key)
		var refused *knownhosts.KeyError
		var revoked *knownhosts.RevokedError
		offered := key.Type() + " " + ssh.FingerprintSHA256(key)
		switch {
		case errors.As(err, &revoked):
			return fmt.Errorf("%w: known_hosts revokes %s of %s", ErrHostKey, offered, host)
		case errors.As(err, &refused) && len(refused.Want) == 0:
			return fmt.Errorf("%w: %s is not in known_hosts; it offers %s: compare that with what its operator publishes and add it (ssh-keyscan)",
				ErrHostKey, host, offered)
		case errors.As(err, &refused):
			return fmt.Errorf("%w: %s offers %s, which is not what known_hosts has: its key was changed, or something sits in between",
				ErrHostKey, host, offered)
		}
		return err
	}
}

// algorithms asks the server for a kind of key that known_hosts has of it: it may own several, and by default shows another.
func algorithms(known ssh.HostKeyCallback, host string) []string {
	var refused *knownhosts.KeyError
	if !errors.As(known(host, &net.TCPAddr{IP: net.IPv4zero}, noKey{}), &refused) {
		return nil
	}
	var out []string
	for _, want := range refused.Want {
		kind := want.Key.Type()
		if kind == ssh.KeyAlgoRSA {
			out = append(out, ssh.KeyAlgoRSASHA512, ssh.KeyAlgoRSASHA256)
		}
		out = append(out, kind)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// noKey matches no line, so that the refusal lists all keys of a host.
type noKey struct{}

func (noKey) Type() string                        { return "none" }
func (noKey) Marshal() []byte                     { return nil }
func (noKey) Verify([]byte, *ssh.Signature) error { return errors.New("not a key") }
