package board

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/slipway-platform/slipway/bootstrap/lab/progress"
	"github.com/slipway-platform/slipway/bootstrap/local"
)

// patience is how long a lab waits for its board, which is nobody's work.
const patience = 5 * time.Second

// Member is what a lab knows of the board that it reports to.
type Member struct {
	Address     string `json:"address"`
	Code        string `json:"code"`
	Participant string `json:"participant"`
}

func memberFile(stateDir string) string { return filepath.Join(stateDir, "board.json") }

// ReadMember returns what a lab knows; nil where it reports to nobody.
func ReadMember(stateDir string) (*Member, error) {
	data, err := os.ReadFile(memberFile(stateDir))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	m := &Member{}
	if err == nil {
		err = json.Unmarshal(data, m)
	}
	if err != nil {
		return nil, fmt.Errorf("read the lab's board: %w", err)
	}
	return m, nil
}

// Check says what is wrong with an address, a code or a name, before anything is sent.
func (m Member) Check() error {
	u, err := url.Parse(m.Address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" {
		return fmt.Errorf("a board's address is such as http://192.0.2.1:7070 (got %.80q)", m.Address)
	}
	return errors.Join(CheckCode(m.Code), CheckName(m.Participant))
}

// Keep makes the lab report there from now on.
func (m Member) Keep(stateDir string) error {
	data, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return fmt.Errorf("encode the lab's board: %w", err)
	}
	return local.WritePrivate(memberFile(stateDir), append(data, '\n'))
}

// Tell sends how the participant fares. What checks tell stays in the lab: it may
// quote anything.
func (m Member) Tell(ctx context.Context, p *progress.Progress) error {
	told := Report{Participant: m.Participant, Progress: progress.Progress{Lab: p.Lab, Current: p.Current}}
	for _, r := range p.Records {
		checks := r.Checks
		r.Checks = nil
		for _, c := range checks {
			r.Checks = append(r.Checks, progress.Check{Holds: c.Holds})
		}
		told.Progress.Records = append(told.Progress.Records, r)
	}
	data, err := json.Marshal(told)
	if err != nil {
		return fmt.Errorf("encode the report: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, strings.TrimRight(m.Address, "/")+"/api/report", bytes.NewReader(data))
	if err != nil {
		return fmt.Errorf("tell the board: %w", err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", "Bearer "+m.Code)
	client := &http.Client{Transport: &http.Transport{Proxy: proxyOf, DisableKeepAlives: true}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }} // the code goes nowhere else
	response, err := client.Do(request)
	if err != nil {
		return fmt.Errorf("tell the board: %w", err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusNoContent {
		said, _ := io.ReadAll(io.LimitReader(response.Body, 200))
		return fmt.Errorf("tell the board at %s: %s: %q", m.Address, response.Status, strings.TrimSpace(string(said)))
	}
	return nil
}
