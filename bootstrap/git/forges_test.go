package git

import "testing"

// TestWhatForgesSayOverSSH: a forge speaks through the output of git's own command, in its place.
func TestWhatForgesSayOverSSH(t *testing.T) {
	tests := []struct {
		name, says string
		is         error
		want       string
	}{
		{"GitHub, read-only deploy key", "ERROR: The key you are authenticating with has been marked as read only.", ErrForbidden, "marked as read only"},
		{"GitHub, no permission", "ERROR: Permission to acme/platform.git denied to ann.", ErrForbidden, "denied to ann"},
		{"GitHub, not found", "ERROR: Repository not found.", ErrNotFound, ""},
		{"GitLab, read-only deploy key", "remote: \nremote: ========================================================================\nremote: \nremote: ERROR: This deploy key does not have write access to this project.\nremote: \nremote: ========================================================================\nremote: ", ErrForbidden, "does not have write access"},
		{"GitLab, not found", "remote: \nremote: ========================================================================\nremote: \nremote: ERROR: The project you were looking for could not be found or you don't have permission to view it.\nremote: \n", ErrNotFound, ""},
		{"Gitea, not found", blank + "error:\nerror: Cannot find repository: acme/platform\nerror:", ErrNotFound, "the server says: Cannot find repository: acme/platform"},
		{"Gitea, read-only deploy key", blank + "error:\nerror: Deploy Key: 7:slipway is not authorized to write to acme/platform.\nerror:", ErrForbidden, "Deploy Key: 7:slipway is not authorized to write"},
		{"Gitea before, no permission", "Gitea: Unauthorized\nUser: 2:bob with Key: 3:bob is not authorized to write acme/platform.", ErrForbidden, "Gitea: Unauthorized"},
		{"Bitbucket, not found", "repository does not exist.", ErrNotFound, ""},
		{"Azure, no permission", "remote: TF401027: You need the Git 'GenericContribute' permission to perform this action.", ErrForbidden, "TF401027"},
	}
	root := bare(t)
	host, _ := newKey(t)
	user, private := newKey(t)
	url, knownHosts := serveSSH(t, root, host, user.PublicKey())
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			write(t, root, map[string]string{refuses: tt.says + "\n"})
			err := CanWrite(t.Context(), url, Auth{SSHKey: private, KnownHosts: knownHosts(host.PublicKey())})
			wantError(t, err, tt.is, tt.want)
		})
	}
}
