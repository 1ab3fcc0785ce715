package board

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"github.com/slipway-platform/slipway/bootstrap/local"
)

// mostParticipants is how many names a board takes.
const mostParticipants = 200

// mostStrange is how many exercises a board shows that its program does not know.
const mostStrange = 20

// mostFormer is how many codes a board remembers that it had before.
const mostFormer = 8

// errFull says that there are as many participants as a board takes.
var errFull = errors.New("the board is full")

// kept is what the file holds.
type kept struct {
	Code         string        `json:"code"`
	Former       []string      `json:"formerCodes,omitempty"` // the last that it had before, the newest first
	Participants []participant `json:"participants"`
}

// Store keeps a board in a file, so that it outlives the program.
type Store struct {
	path, code string
	unlock     func()

	mu   sync.Mutex
	kept kept
	rows []byte // the participants as they are sent; nil where that was not made yet
}

// Open reads the file, where there is one, and keeps other programs from it until Close.
// An empty code is the one that it holds, or a new one; fresh forgets the participants.
func Open(path, code string, fresh bool) (_ *Store, err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("create the state folder: %w", err)
	}
	unlock, err := local.TryLock(path + ".lock")
	if errors.Is(err, local.ErrLocked) {
		return nil, fmt.Errorf("another program serves the board of %s; end it first", path)
	}
	if err != nil {
		return nil, err
	}
	s := &Store{path: path, unlock: unlock}
	defer func() {
		if err != nil {
			unlock()
		}
	}()
	if err := s.read(); err != nil {
		return nil, err
	}
	s.begin(code, fresh)
	if err := CheckCode(s.code); err != nil {
		return nil, err
	}
	return s, s.write(s.kept)
}

func (s *Store) read() error {
	data, err := os.ReadFile(s.path)
	if err == nil {
		err = json.Unmarshal(data, &s.kept)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("read the board in %s: %w; move the file away to begin anew", s.path, err)
	}
	return nil
}

// begin sets the code. One that goes is remembered: labs go on sending it.
func (s *Store) begin(code string, fresh bool) {
	was := s.kept.Code
	if fresh {
		s.kept.Code, s.kept.Participants = "", nil
	}
	s.code = cmp.Or(code, s.kept.Code)
	if s.code == "" {
		s.code = NewCode()
	}
	s.kept.Code = s.code
	if was != "" && spoken(was) != spoken(s.code) {
		s.kept.Former = append([]string{was}, s.kept.Former...)
	}
	s.kept.Former = slices.DeleteFunc(s.kept.Former, func(c string) bool { return spoken(c) == spoken(s.code) })
	s.kept.Former = s.kept.Former[:min(len(s.kept.Former), mostFormer)]
}

// Close lets another program serve the board.
func (s *Store) Close() { s.unlock() }

// Code is what labs join with.
func (s *Store) Code() string { return s.code }

// former are the codes that it had before.
func (s *Store) former() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.kept.Former // the list is not changed any more
}

// put replaces a participant's row. The file is written first: what is shown is kept. Of exercises that are not known
// only so many are taken as the board has columns for.
func (s *Store) put(p participant, known []Exercise) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	next := kept{Code: s.code, Former: s.kept.Former, Participants: slices.Clone(s.kept.Participants)}
	at, there := slices.BinarySearchFunc(next.Participants, p, func(a, b participant) int { return cmp.Compare(a.Name, b.Name) })
	before := participant{}
	if there {
		before = next.Participants[at]
	}
	p.Entries = within(p, next.Participants, known)
	p.since(before)
	switch {
	case there:
		next.Participants[at] = p
	case len(next.Participants) >= mostParticipants:
		return errFull
	default:
		next.Participants = slices.Insert(next.Participants, at, p)
	}
	if err := s.write(next); err != nil {
		return err
	}
	s.kept, s.rows = next, nil
	return nil
}

// within returns the entries of a row without those for which the board has no column left. Another version of the
// program may have exercises that this one has not; with invented ones a row would be as wide as somebody likes.
func within(p participant, all []participant, known []Exercise) []entry {
	strange := map[string]bool{}
	isKnown := func(name string) bool {
		return slices.ContainsFunc(known, func(e Exercise) bool { return e.Name == name })
	}
	for _, other := range all {
		for _, e := range other.Entries {
			if other.Name != p.Name && !isKnown(e.Exercise) {
				strange[e.Exercise] = true
			}
		}
	}
	out := []entry{}
	for _, e := range p.Entries {
		switch {
		case isKnown(e.Exercise) || strange[e.Exercise]:
		case len(strange) >= mostStrange:
			continue
		default:
			strange[e.Exercise] = true
		}
		out = append(out, e)
	}
	return out
}

func (s *Store) write(k kept) error {
	data, err := json.MarshalIndent(k, "", "  ")
	if err != nil {
		return fmt.Errorf("encode the board: %w", err)
	}
	return local.WritePrivate(s.path, append(data, '\n'))
}

// encoded are the participants by name, as they are sent. Anybody may ask for them, so they are made once for each
// report; they are not changed any more.
func (s *Store) encoded() ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.rows != nil {
		return s.rows, nil
	}
	rows, err := json.Marshal(append([]participant{}, s.kept.Participants...))
	if err != nil {
		return nil, fmt.Errorf("encode the board: %w", err)
	}
	s.rows = rows
	return rows, nil
}
