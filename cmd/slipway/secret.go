package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/slipway-platform/slipway/generator"
	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/sops"
)

func (a *app) secretCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "secret",
		Short: "Keep Secrets encrypted in Git, with SOPS and age",
		Long: `Write, list and encrypt anew the Secrets in secrets/. Their values are encrypted for
the recipients of the credential of kind age; the files are SOPS's, so sops edits them
too. No value stands on a command line.`,
		Example: `  slipway secret key ../acme-age.key
  slipway secret set db --namespace apps password
  slipway secret list`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.secretKeyCommand(), a.secretSetCommand(), a.secretListCommand(), a.secretRekeyCommand())
	return cmd
}

// ageKey reads the key of encrypted Secrets from where the platform says.
func (a *app) ageKey(ctx context.Context, declared *platform.Credential) (sops.Key, error) {
	reader := a.credentials(&platform.Platform{Credentials: []platform.Credential{*declared}})
	v, err := reader.Read(ctx, *declared)
	if err != nil {
		return sops.Key{}, err
	}
	return sops.ReadKey(v.Identity)
}

func (a *app) userSecrets() (*generator.UserSecrets, error) {
	src, err := a.sources()
	if err != nil {
		return nil, err
	}
	return generator.ReadUserSecrets(src, a.dir)
}

func (a *app) secretListCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List the encrypted Secrets, their keys and for whom they are",
		Long: `List the files of secrets/, the keys of each Secret, and whether it is encrypted for
those whom platform.yaml declares. No value is opened or shown.`,
		Example: `  slipway secret list`,
		Args:    noArgs,
		RunE: func(*cobra.Command, []string) error {
			u, err := a.userSecrets()
			if err != nil {
				return err
			}
			return a.listSecrets(u)
		},
	}
}

// listedSecret is an encrypted Secret as it is printed.
type listedSecret struct {
	File       string   `json:"file"`
	Namespace  string   `json:"namespace"`
	Name       string   `json:"name"`
	Cluster    string   `json:"cluster,omitempty"`
	Keys       []string `json:"keys"`
	Recipients []string `json:"recipients"`
	// Current is whether those are the ones that the platform declares.
	Current bool `json:"current"`
}

func (a *app) listSecrets(u *generator.UserSecrets) error {
	list := []listedSecret{}
	for _, s := range u.Secrets {
		list = append(list, listedSecret{s.File(), s.Namespace, s.Name, s.Cluster, append([]string{}, s.Keys...), s.Recipients, u.Current(s)})
	}
	if a.output == "json" {
		return a.json(map[string]any{"secrets": list})
	}
	page := a.page()
	if len(list) == 0 {
		page.line("there are no encrypted Secrets")
	}
	for _, s := range list {
		page.named(0, strong, s.File, ": "+strings.Join(s.Keys, ", "))
		if !s.Current {
			page.text(4, "for others than platform.yaml declares: run slipway secret rekey")
		}
	}
	return page.write()
}

func (a *app) secretRekeyCommand() *cobra.Command {
	var all bool
	cmd := &cobra.Command{
		Use:   "rekey",
		Short: "Encrypt Secrets anew for those whom platform.yaml declares",
		Long: `Encrypt anew, with another data key, the files of secrets/ that are not encrypted for
exactly the recipients of platform.yaml; with --all every file. The old key must still
be where the credential says: a file may hold both. Who had the old key can read what
Git's history holds, so change the values too when a key was lost.`,
		Example: `  slipway secret rekey
  slipway secret rekey --all`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.rekey(cmd.Context(), all) },
	}
	cmd.Flags().BoolVar(&all, "all", false, "every file, whoever it is encrypted for")
	return cmd
}

func (a *app) rekey(ctx context.Context, all bool) error {
	u, err := a.userSecrets()
	if err != nil {
		return err
	}
	secrets := slices.DeleteFunc(u.Secrets, func(s *platform.EncryptedSecret) bool { return u.Current(s) && !all })
	if len(secrets) == 0 {
		return nil
	}
	key, err := a.ageKey(ctx, u.Declared)
	if err != nil {
		return err
	}
	for _, s := range secrets {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := u.Rekey(s, key, a.now()); err != nil {
			return err
		}
		fmt.Fprintf(a.out, "encrypted %s anew\n", s.File())
	}
	a.say("next: slipway generate, and slipway bootstrap")
	return nil
}
