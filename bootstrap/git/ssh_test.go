package git

import (
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"
)

func sshLine(key ssh.Signer) []byte { return ssh.MarshalAuthorizedKey(key.PublicKey()) }

func TestAccessOverSSH(t *testing.T) {
	root := bare(t)
	host, _ := newKey(t)
	user, private := newKey(t)
	url, knownHosts := serveSSH(t, root, host, user.PublicKey())
	good := Auth{SSHKey: private, KnownHosts: knownHosts(host.PublicKey())}

	o := newPlatform(t, url)
	o.Auth = good
	first := push(t, o)
	if !first.Pushed {
		t.Errorf("%+v", first)
	}
	if again := push(t, o); again.Pushed {
		t.Errorf("%+v", again)
	}
	head, err := Head(t.Context(), url, "main", good)
	if err != nil || head != first.Commit {
		t.Errorf("got %q, %v", head, err)
	}
	if err := CanWrite(t.Context(), url, good); err != nil {
		t.Error(err)
	}

	stranger, strangersKey := newKey(t)
	wantError(t, CanRead(t.Context(), url, Auth{SSHKey: private, KnownHosts: knownHosts(stranger.PublicKey())}),
		ErrHostKey, ssh.FingerprintSHA256(host.PublicKey()), "not what known_hosts has")
	wantError(t, CanRead(t.Context(), url, Auth{SSHKey: private, KnownHosts: []byte("elsewhere " + string(sshLine(host)))}),
		ErrHostKey, "is not in known_hosts")
	wantError(t, CanRead(t.Context(), url, Auth{SSHKey: private}), ErrHostKey, "no known_hosts")
	wantError(t, CanRead(t.Context(), url, Auth{SSHKey: strangersKey, KnownHosts: good.KnownHosts}), ErrAuth, "none of the ssh keys")
	wantError(t, CanRead(t.Context(), strings.Replace(url, "repo", "none", 1), good), ErrNotFound)
	wantError(t, CanRead(t.Context(), url, Auth{SSHKey: []byte("nonsense"), KnownHosts: good.KnownHosts}), nil, "read ssh key")
}
