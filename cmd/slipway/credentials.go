package main

import (
	"os"
	"strings"

	"github.com/slipway-platform/slipway/bootstrap/credential"
	"github.com/slipway-platform/slipway/generator/platform"
)

// credentials reads what a platform's credentials come to. The variables that
// hold them leave the environment, so that no program that is started gets them;
// git's credential helpers alone have all that the user has.
func (a *app) credentials(p *platform.Platform) *credential.Reader {
	r := &credential.Reader{Dir: a.dir, Getenv: a.getenv, Environ: a.environ, Ask: a.ask()}
	for _, c := range p.Credentials {
		for _, v := range c.Values() {
			if v.Source == platform.FromEnv {
				_ = os.Unsetenv(v.Name) // fails for names that the schema refuses
			}
		}
	}
	for _, entry := range a.environ {
		if name, _, _ := strings.Cut(entry, "="); strings.HasPrefix(name, credential.Answers) {
			_ = os.Unsetenv(name)
		}
	}
	return r
}

// lookUp reads variables of an environment, the last of a name as the system does.
func lookUp(environ []string) func(name string) string {
	values := map[string]string{}
	for _, entry := range environ {
		name, value, _ := strings.Cut(entry, "=")
		values[name] = value
	}
	return func(name string) string { return values[name] }
}
