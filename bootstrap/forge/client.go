package forge

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/slipway-platform/slipway/bootstrap/trust"
)

// What errors.Is finds in the errors of this package.
var (
	ErrAuth      = errors.New("the forge refuses the token")
	ErrForbidden = errors.New("the forge does not allow it to this token")
)

// client calls one forge's API. The token is in a header, and in nothing that is said.
type client struct {
	base    string
	token   string
	headers map[string]string
	wants   []string // headers of a refusal that name what the token lacks
	http    *http.Client
}

func newClient(base, token string, d dialect, ca []byte) (client, error) {
	api, err := trust.APIClient(ca)
	return client{base: base, token: token, headers: d.headers, wants: d.wants, http: api}, err
}

// most is how much of an answer is read; a list of keys is far smaller.
const most = 4 << 20

// get reads what is at a path, into may be nil; not there is no error.
func (c client) get(ctx context.Context, path string, words []string, into any) (there bool, err error) {
	status, err := c.call(ctx, "GET", path, words, nil, into)
	if status == http.StatusNotFound {
		return false, nil
	}
	return err == nil, err
}

// list reads every page of a list.
func (c client) list(ctx context.Context, path string, words []string, into *[]map[string]any) error {
	const perPage = 50
	separator := "?"
	if strings.Contains(path, "?") {
		separator = "&"
	}
	for page := 1; ; page++ {
		var some []map[string]any
		// GitHub and GitLab say per_page, Gitea says limit; each leaves the other alone.
		if _, err := c.call(ctx, "GET", fmt.Sprintf("%s%sper_page=%d&limit=%d&page=%d", path, separator, perPage, perPage, page), words, nil, &some); err != nil {
			return err
		}
		*into = append(*into, some...)
		if len(some) < perPage {
			return nil
		}
	}
}

func (c client) send(ctx context.Context, method, path string, words []string, body map[string]any, into any) error {
	_, err := c.call(ctx, method, path, words, fill(body, words), into)
	return err
}

func (c client) call(ctx context.Context, method, path string, words []string, body map[string]any, into any) (status int, err error) {
	address := c.base + escape(path, words)
	req, err := http.NewRequestWithContext(ctx, method, address, content(body))
	if err != nil {
		return 0, fmt.Errorf("ask the forge: %w", err)
	}
	for name, value := range c.headers {
		if !strings.Contains(value, "$token") || c.token != "" {
			req.Header.Set(name, strings.ReplaceAll(value, "$token", c.token))
		}
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	answer, err := c.http.Do(req)
	if err != nil {
		return 0, fmt.Errorf("ask the forge: %w", err)
	}
	defer answer.Body.Close()
	data, err := io.ReadAll(io.LimitReader(answer.Body, most))
	if err != nil {
		return answer.StatusCode, fmt.Errorf("ask the forge: %s %s: %w", method, address, err)
	}
	if answer.StatusCode >= 300 {
		return answer.StatusCode, fmt.Errorf("ask the forge: %s %s: %w", method, address, c.lacking(answer, refusal(answer, data)))
	}
	if into == nil || len(data) == 0 {
		return answer.StatusCode, nil
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber() // a project's number is one in the next call too
	if err := decoder.Decode(into); err != nil {
		return answer.StatusCode, fmt.Errorf("ask the forge: %s %s: its answer is not JSON: is that the address of the API?", method, address)
	}
	return answer.StatusCode, nil
}

// refusal is what a forge says, in the fields where they say it.
func refusal(answer *http.Response, data []byte) error {
	err := errors.New(answer.Status)
	switch answer.StatusCode {
	case http.StatusUnauthorized:
		err = ErrAuth
	case http.StatusForbidden:
		err = ErrForbidden
	}
	var said struct {
		Message any   `json:"message"`
		Error   any   `json:"error"`
		Errors  []any `json:"errors"`
	}
	if json.Unmarshal(data, &said) != nil {
		return err // a page
	}
	for _, words := range append([]any{said.Message, said.Error}, said.Errors...) {
		if detail, ok := words.(map[string]any); ok && detail["message"] != nil {
			words = detail["message"]
		}
		if words != nil {
			err = fmt.Errorf("%w: %s", err, text(words))
		}
	}
	return err
}

// lacking adds which permissions would do. A forge that hides what a token may not see says so of what is not found, too.
func (c client) lacking(answer *http.Response, err error) error {
	if answer.StatusCode != http.StatusForbidden && answer.StatusCode != http.StatusNotFound {
		return err
	}
	for _, name := range c.wants {
		if permissions := answer.Header.Get(name); permissions != "" {
			return fmt.Errorf("%w; the forge wants the permission %s", err, strings.ReplaceAll(permissions, "; ", " or "))
		}
	}
	return err
}

func content(body map[string]any) io.Reader {
	if body == nil {
		return nil
	}
	data, err := json.Marshal(body)
	if err != nil {
		return nil // of strings, numbers and booleans: it cannot
	}
	return bytes.NewReader(data)
}
