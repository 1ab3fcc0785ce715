package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/slipway-platform/slipway/bootstrap/git"
	"github.com/slipway-platform/slipway/generator"
	"github.com/slipway-platform/slipway/generator/sops"
)

func (a *app) secretKeyCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "key FILE",
		Short: "Make a key of age, and say for whom to encrypt what it opens",
		Long: `Make a key of age in a file that only you may read, and print its public half, which
goes into platform.yaml. The file must be outside of the platform's folder, and of the
repository that it is in. Whoever has it can read every Secret; without it nobody can,
so keep a copy.`,
		Example: `  slipway secret key ../acme-age.key`,
		Args:    oneArg("secret key takes the file that the key is written into"),
		RunE:    func(_ *cobra.Command, args []string) error { return a.makeKey(args[0]) },
	}
}

func (a *app) makeKey(file string) error {
	at, err := filepath.Abs(file)
	if err != nil {
		return fmt.Errorf("find %s: %w", file, err)
	}
	if held := a.heldByGit(at); held != "" {
		return usagef("%s is in %s, of which Git holds a copy; name a file elsewhere", file, held)
	}
	secret, recipient, err := sops.NewKey()
	if err != nil {
		return err
	}
	text := "# public key: " + recipient + "\n" + secret + "\n"
	key := generator.NewFile{Path: at, Data: []byte(text), Mode: 0o600}
	if generator.Absent([]generator.NewFile{key}) != nil {
		return fmt.Errorf("%s exists already, and what it opens may need it; name another file", file)
	}
	if err := generator.WriteFile(key, false); err != nil {
		return err
	}
	a.say("next: below spec.credentials in platform.yaml\n    - name: secrets\n      kind: age\n      recipients: [%s]\n      from: {file: {identity: %s}}", recipient, a.fromPlatform(file, at))
	_, err = fmt.Fprintln(a.out, recipient)
	return err
}

// heldByGit says what of a platform's a file would be in: its folder, or the work
// tree that the folder lies in. It is empty where that is neither.
func (a *app) heldByGit(at string) string {
	if _, err := os.Stat(filepath.Join(a.dir, "platform.yaml")); err != nil {
		return ""
	}
	if within(a.dir, at) {
		return "the platform's folder"
	}
	root, err := git.Root(a.dir)
	if err != nil {
		return ""
	}
	if dir, err := filepath.EvalSymlinks(filepath.Dir(at)); err == nil {
		at = filepath.Join(dir, filepath.Base(at))
	}
	if within(root, at) {
		return "the platform's repository"
	}
	return ""
}

func within(dir, file string) bool {
	rel, err := filepath.Rel(dir, file)
	return err == nil && filepath.IsLocal(rel)
}

// fromPlatform is how platform.yaml names a file, which counts from its own folder.
func (a *app) fromPlatform(given, at string) string {
	rel, err := filepath.Rel(a.dir, at)
	if filepath.IsAbs(given) || err != nil {
		return given
	}
	return filepath.ToSlash(rel)
}
