package bootstrap

import (
	"cmp"
	"context"
	"encoding/base64"
	"errors"
	"fmt"

	"github.com/slipway-platform/slipway/bootstrap/credential"
	"github.com/slipway-platform/slipway/bootstrap/forge"
	"github.com/slipway-platform/slipway/bootstrap/git"
	"github.com/slipway-platform/slipway/bootstrap/kube"
)

// agentCredential is what the host's agent reads the repository with: what opens it for this run, or a deploy key of its own.
func (s *session) agentCredential(ctx context.Context) (credential.Value, error) {
	declared, err := gitCredential(ctx, s.Options)
	if err != nil || !s.makesDeployKeys() {
		return declared, err
	}
	own := credential.Value{KnownHosts: declared.KnownHosts}
	if own.SSHKey, err = s.agentsKey(ctx); err == nil && own.SSHKey == "" {
		own.SSHKey, err = forge.NewKey()
	}
	if err != nil {
		return own, err
	}
	if own.KnownHosts == "" {
		if own.KnownHosts, err = git.KnownHosts(s.Platform.Repository.URL); err != nil {
			return own, err
		}
	}
	public, err := forge.PublicKey(own.SSHKey)
	if err != nil {
		return own, err
	}
	f, err := s.forge(ctx)
	if err != nil {
		return own, err
	}
	changed, err := f.EnsureDeployKey(ctx, s.keyTitle(), public)
	if changed && err == nil {
		s.UI.Note("cluster %s has a deploy key of its own at the forge", s.host.Name)
	}
	return own, err
}

// makesDeployKeys reports whether the agents of the platform read with keys of their own.
func (s *session) makesDeployKeys() bool {
	f := s.Platform.Repository.Forge
	return f != nil && f.DeployKeys
}

// keyTitle is what the host's deploy key is called at the forge.
func (s *session) keyTitle() string {
	return fmt.Sprintf("slipway %s/%s", s.Platform.Name, s.host.Name)
}

// agentsKey is the private key that the agent has already; empty where it has none.
func (s *session) agentsKey(ctx context.Context) (string, error) {
	t := s.Agent.GitSecret
	live, err := s.kube.Get(ctx, kube.Ref{APIVersion: "v1", Kind: "Secret", Namespace: cmp.Or(t.Namespace, s.Agent.Namespace), Name: t.Name})
	if err != nil && !errors.Is(err, kube.ErrNotFound) {
		return "", err
	}
	data, _ := live["data"].(map[string]any)
	for key, holds := range t.Data {
		encoded, there := data[key].(string)
		if holds != "$sshPrivateKey" || !there {
			continue
		}
		text, err := base64.StdEncoding.DecodeString(encoded)
		if _, invalid := forge.PublicKey(string(text)); err == nil && invalid == nil {
			return string(text), nil
		}
	}
	return "", nil
}
