package git

import (
	"errors"
	"fmt"
	"net/url"
	"time"

	"golang.org/x/crypto/ssh"
)

// errEmptyAgent is that there is no key to log in with.
var errEmptyAgent = errors.New("the ssh agent holds no keys: run ssh-add, or declare a key under spec.credentials")

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
	return &sshAuth{auth.Username, method, trusting(known.HostKeyCallback()), algorithms(known, hostAndPort(u))}, nil
}

func signer(auth Auth) (ssh.AuthMethod, error) {
	if len(auth.SSHKey) == 0 {
		agent, err := agentAuth(auth.Username)
		if err != nil {
			return nil, fmt.Errorf("no ssh key was given, and no ssh agent answers: declare a key under spec.credentials, or start an agent: %w", err)
		}
		return ssh.PublicKeysCallback(func() ([]ssh.Signer, error) {
			keys, err := agent.Callback()
			if err == nil && len(keys) == 0 {
				err = errEmptyAgent
			}
			return keys, err
		}), nil
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
