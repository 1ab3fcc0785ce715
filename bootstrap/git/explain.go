package git

import (
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"regexp"
	"strings"
)

// explain says what a transport's error means, and what the server said with it.
func (r *remote) explain(verb string, err error, said string) error {
	if meaning := r.meaning(err); meaning != nil {
		return fmt.Errorf("%s %s: %w", verb, r.name, meaning)
	}
	if said = spoken(said); said != "" {
		return fmt.Errorf("%s %s: %w: the server says: %s", verb, r.name, err, said)
	}
	return fmt.Errorf("%s %s: %w", verb, r.name, err)
}

// meaning is what is known of an error, nil when nothing is.
func (r *remote) meaning(err error) error {
	var network *net.OpError
	var dns *net.DNSError
	var unknownCA x509.UnknownAuthorityError
	known, answer := classify(err)
	switch {
	case known != nil:
		return r.refusal(known, spoken(answer))
	case errors.Is(err, ErrHostKey), errors.Is(err, ErrNotFound):
		return err
	case errors.As(err, &dns), errors.As(err, &network):
		return fmt.Errorf("%w: %w", ErrUnreachable, err)
	case errors.As(err, &unknownCA):
		return errors.New("its certificate is signed by an unknown authority: add it to the credential's CA")
	}
	if err := explainHostKey(err); err != nil {
		return err
	}
	return sshMeaning(err)
}

// refusal adds what the user can do, and what the server said if it said it in words.
func (r *remote) refusal(known error, said string) error {
	if said != "" {
		said = ": the server says: " + said
	}
	switch {
	case errors.Is(known, ErrAuth) && r.auth != nil:
		return fmt.Errorf("%w: the credentials given were refused (expired or revoked?)%s", known, said)
	case errors.Is(known, ErrAuth):
		return fmt.Errorf("%w: declare a credential for it under spec.credentials%s", known, said)
	case errors.Is(known, ErrForbidden) && r.auth != nil:
		return fmt.Errorf("%w to these credentials%s", known, said)
	case errors.Is(known, ErrNotGit):
		return fmt.Errorf("%w: is the url that of a repository? Some forges answer so to a wrong token", known)
	}
	return fmt.Errorf("%w%s", known, said)
}

// refusedPrefix is how go-git begins what git's command on the server printed.
const refusedPrefix = "unknown error: "

// sshMeaning knows what x/crypto/ssh and go-git have no types for.
func sshMeaning(err error) error {
	text := err.Error()
	said, refused := strings.CutPrefix(text, refusedPrefix) // what git's command on the server printed
	switch {
	case strings.Contains(text, "Too many authentication failures"):
		return fmt.Errorf("%w: the ssh agent holds too many keys, and the server tries only some: declare one under spec.credentials", ErrAuth)
	case errors.Is(err, errEmptyAgent):
		return fmt.Errorf("%w: %w", ErrAuth, errEmptyAgent)
	case strings.Contains(text, "unable to authenticate"):
		return fmt.Errorf("%w: the server accepts none of the ssh keys", ErrAuth)
	case refused && regexp.MustCompile(`(?i)read.only|write access|permission|denied|authori[sz]ed|not allowed`).MatchString(said):
		return fmt.Errorf("%w: the server says: %s", ErrForbidden, spoken(said))
	case refused:
		return fmt.Errorf("the server says: %s", spoken(said))
	}
	return nil
}

// spoken is a server's answer on one line; a page is nothing that was said, and nor is anything longer than a few lines.
func spoken(said string) string {
	const most = 1000
	if strings.Contains(said, "<") || len(said) > most {
		return ""
	}
	var words []string
	for line := range strings.Lines(said) {
		line = strings.TrimPrefix(strings.TrimSpace(line), "remote:")
		words = append(words, strings.Fields(strings.Trim(line, "= \t"))...)
	}
	return strings.Join(words, " ")
}
