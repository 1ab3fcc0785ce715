package git

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"regexp"
	"strings"

	"golang.org/x/crypto/ssh"
)

// heard adds to an error what the server said beside git's protocol. Some print a line of their own before they refuse, as
// Gitea does, and say why where go-git does not listen; so they are asked once more.
func (r *remote) heard(ctx context.Context, err error, write bool) error {
	known, _ := classify(err)
	auth, isSSH := r.auth.(*sshAuth)
	if !isSSH || !errors.Is(known, ErrNotGit) {
		return err
	}
	said, failed := within(ctx, func() (string, error) { return r.listen(ctx, auth, write) })
	if failed != nil || said == "" {
		return err // what is known already is said
	}
	if regexp.MustCompile(`(?i)cannot find repository|repository not found|does not exist`).MatchString(said) {
		return fmt.Errorf("%w: the server says: %s", ErrNotFound, said)
	}
	return errors.New(refusedPrefix + said)
}

// listen runs git's command there as git would, and returns what was said about it.
func (r *remote) listen(ctx context.Context, auth *sshAuth, write bool) (string, error) {
	u, err := parse(r.url)
	if err != nil {
		return "", err
	}
	config, err := auth.ClientConfig()
	if err != nil {
		return "", err
	}
	dialer := net.Dialer{Timeout: sshDialTimeout}
	conn, err := dialer.DialContext(ctx, "tcp", hostAndPort(u))
	if err != nil {
		return "", err
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
	transport, channels, requests, err := ssh.NewClientConn(conn, hostAndPort(u), config)
	if err != nil {
		return "", err
	}
	session, err := ssh.NewClient(transport, channels, requests).NewSession()
	if err != nil {
		return "", err
	}
	var said bytes.Buffer
	session.Stderr = &said
	command := "git-upload-pack"
	if write {
		command = "git-receive-pack"
	}
	_ = session.Run(command + " '" + strings.ReplaceAll(u.Path, "'", `'\''`) + "'") // that it fails is known
	return spoken(regexp.MustCompile(`(?m)^error:`).ReplaceAllString(said.String(), "")), nil
}
