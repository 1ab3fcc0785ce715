package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"go.yaml.in/yaml/v3"

	"github.com/slipway-platform/slipway/generator"
	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/sops"
)

// secretOptions are the flags of slipway secret set.
type secretOptions struct {
	namespace, cluster, kind string
	replace                  bool
}

func (a *app) secretSetCommand() *cobra.Command {
	opts := secretOptions{}
	cmd := &cobra.Command{
		Use:   "set NAME KEY=@FILE|KEY=-|KEY…",
		Short: "Write values into an encrypted Secret",
		Long: `Write values into secrets/NAMESPACE/NAME.yaml, encrypted. A value comes from a file
(KEY=@FILE), from standard input (KEY=-), or is asked for on the terminal (KEY); a line
end after the last line of what is read or asked for is left out, that of a file stays.

Keys that the file has already stay as they are, for which the key of age is read from
where platform.yaml says. With --replace they go, and no key is needed. With --cluster
the Secret is written for that cluster alone, in the place of the one for all.`,
		Example: `  slipway secret set db --namespace apps password
  printf %s "$TOKEN" | slipway secret set mail --namespace apps token=-
  slipway secret set web -n apps --type kubernetes.io/tls tls.crt=@c tls.key=@k`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) < 2 {
				return usagef("secret set takes the Secret's name, and at least one KEY=@FILE, KEY=- or KEY")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.setSecret(cmd.Context(), args[0], args[1:], opts)
		},
	}
	cmd.Flags().StringVarP(&opts.namespace, "namespace", "n", "", "the Secret's namespace")
	cmd.Flags().StringVar(&opts.cluster, "cluster", "", "write it for this cluster alone")
	cmd.Flags().StringVar(&opts.kind, "type", "Opaque", "the Secret's type, where it is new")
	cmd.Flags().BoolVar(&opts.replace, "replace", false, "drop what the file has already")
	return cmd
}

func (a *app) setSecret(ctx context.Context, name string, args []string, opts secretOptions) error {
	if opts.namespace == "" {
		return usagef("--namespace says where the Secret belongs")
	}
	for _, given := range []struct{ what, text string }{{"name", name}, {"namespace", opts.namespace}} {
		if !platform.IsDNSName(given.text) {
			return usagef("%q is no %s that Kubernetes knows: lower case letters, digits and dashes", given.text, given.what)
		}
	}
	u, err := a.userSecrets()
	if err != nil {
		return err
	}
	if opts.cluster != "" && !slices.Contains(u.Clusters, opts.cluster) {
		return usagef("the platform has no cluster %q; it has %s", opts.cluster, strings.Join(u.Clusters, ", "))
	}
	s := platform.EncryptedSecret{Namespace: opts.namespace, Name: name, Cluster: opts.cluster}
	values, err := a.secretValues(ctx, args)
	if err != nil {
		return err
	}
	plain, err := a.plainSecret(ctx, u, s.File(), opts.replace)
	if err != nil {
		return err
	}
	if err := u.Set(s, opts.kind, plain, values, a.now()); err != nil {
		return err
	}
	fmt.Fprintf(a.out, "wrote %s: %s\n", s.File(), strings.Join(slices.Sorted(maps.Keys(values)), ", "))
	a.say("next: slipway generate, and slipway bootstrap")
	return nil
}

// plainSecret opens the file that is there; nil where none is, or it is to go.
func (a *app) plainSecret(ctx context.Context, u *generator.UserSecrets, file string, replace bool) (*yaml.Node, error) {
	there := u.Find(file)
	if there == nil || replace {
		return nil, nil
	}
	key, err := a.ageKey(ctx, u.Declared)
	if err != nil {
		return nil, fmt.Errorf("%w\nwithout the key nothing can be added to %s: --replace writes it anew", err, file)
	}
	plain, err := sops.Open(there.Text, key)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", file, err)
	}
	return plain, nil
}

// secretValues reads what a Secret is to hold, by key.
func (a *app) secretValues(ctx context.Context, args []string) (map[string][]byte, error) {
	out := map[string][]byte{}
	piped := false
	for _, arg := range args {
		key, from, given := strings.Cut(arg, "=")
		if !platform.IsSecretKey(key) {
			return nil, usagef("a key of a Secret has letters, digits, dots, dashes and underscores") // not repeated: it may be a value
		}
		if _, twice := out[key]; twice {
			return nil, usagef("the key %s is there twice", key)
		}
		var err error
		switch {
		case !given:
			out[key], err = a.askValue(ctx, key)
		case from == "-" && piped:
			return nil, usagef("standard input is one value; name a file for the others")
		case from == "-":
			piped = true
			out[key], err = a.readInput()
		case strings.HasPrefix(from, "@"):
			out[key], err = readValue(strings.TrimPrefix(from, "@"))
		default:
			return nil, usagef("the value of %s stands on the command line, where others can read it; use %s=@FILE, %s=- or %s alone", key, key, key, key)
		}
		if err != nil {
			return nil, fmt.Errorf("read the value of %s: %w", key, err)
		}
	}
	return out, nil
}

// valueLimit is what a Secret may hold in all.
const valueLimit = 1 << 20

// readAll reads a value, and no more than there may be of it.
func readAll(from io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(from, valueLimit+1))
	if err == nil && len(data) > valueLimit {
		return nil, fmt.Errorf("it is larger than the %d MiB that a Secret may hold", valueLimit>>20)
	}
	return data, err
}

func readValue(file string) ([]byte, error) {
	f, err := os.Open(file) // #nosec G304 -- the user's own choice
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return readAll(f)
}

func (a *app) readInput() ([]byte, error) {
	data, err := readAll(a.in)
	if err != nil {
		return nil, err
	}
	return []byte(strings.TrimSuffix(strings.TrimSuffix(string(data), "\n"), "\r")), nil
}

func (a *app) askValue(ctx context.Context, key string) ([]byte, error) {
	ask := a.ask()
	if ask == nil {
		return nil, usagef("there is no terminal to ask on; use %s=@FILE or %s=-", key, key)
	}
	text, err := ask(ctx, "value of "+key, true)
	if err == nil && text == "" {
		err = usagef("nothing was entered")
	}
	return []byte(text), err
}
