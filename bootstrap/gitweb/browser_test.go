package gitweb_test

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// browser follows every link there is, and remembers the text of each page.
type browser struct {
	t     *testing.T
	start string
	pages map[string]string
}

func browse(t *testing.T, address string) *browser {
	b := &browser{t: t, start: address, pages: map[string]string{}}
	b.open(address + "/")
	return b
}

func (b *browser) open(address string) {
	b.t.Helper()
	if _, seen := b.pages[address]; seen {
		return
	}
	b.pages[address] = ""
	response, err := http.Get(address)
	if err != nil {
		b.t.Fatal(err)
	}
	defer response.Body.Close()
	if policy := response.Header.Get("Content-Security-Policy"); response.StatusCode != 200 || !strings.HasPrefix(policy, "default-src 'none'; style-src 'self'") {
		b.t.Errorf("%s: %s, policy %q", address, response.Status, policy)
		return
	}
	if strings.HasSuffix(address, ".css") {
		return
	}
	page, err := html.Parse(response.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	var text strings.Builder
	for n := range page.Descendants() {
		switch n.Type {
		case html.TextNode:
			text.WriteString(n.Data)
		case html.ElementNode:
			b.allowed(address, n)
		}
	}
	b.pages[address] = text.String()
	for n := range page.Descendants() {
		for _, a := range n.Attr {
			if n.Type == html.ElementNode && a.Key == "href" {
				b.follow(address, a.Val)
			}
		}
	}
}

// allowed holds a page to elements and attributes that do nothing.
func (b *browser) allowed(address string, n *html.Node) {
	b.t.Helper()
	const elements = " html head meta title link body header main h1 p a ul ol li table tbody tr td span pre "
	if !strings.Contains(elements, " "+n.Data+" ") {
		b.t.Errorf("%s holds a <%s>", address, n.Data)
	}
	for _, a := range n.Attr {
		if !strings.Contains(" lang charset name content rel href class ", " "+a.Key+" ") {
			b.t.Errorf("%s: <%s> has %s=%q", address, n.Data, a.Key, a.Val)
		}
	}
}

func (b *browser) follow(from, href string) {
	b.t.Helper()
	base, err := url.Parse(from)
	if err != nil {
		b.t.Fatal(err)
	}
	to, err := base.Parse(href)
	if err != nil || !strings.HasPrefix(to.String(), b.start+"/") || to.Fragment != "" {
		b.t.Errorf("%s leads to %q (%v)", from, href, err)
		return
	}
	b.open(to.String())
}

// has is whether some page shows a text.
func (b *browser) has(text string) bool {
	for _, page := range b.pages {
		if strings.Contains(page, text) {
			return true
		}
	}
	return false
}

func get(t *testing.T, address string, want int) string {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), "GET", address, nil)
	if err != nil {
		t.Fatal(err)
	}
	response := do(t, request)
	body, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != want {
		t.Errorf("GET %s: %s (%v)", address, response.Status, err)
	}
	return string(body)
}

func do(t *testing.T, request *http.Request) *http.Response {
	t.Helper()
	response, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { response.Body.Close() })
	return response
}
