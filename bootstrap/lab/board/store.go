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

// errFull says that there are as many participants as a board takes.
var errFull = errors.New("the board is full")

// kept is what the file holds.
type kept struct {
	Code         string        `json:"code"`
	Participants []participant `json:"participants"`
}

// Store keeps a board in a file, so that it outlives the program.
type Store struct {
	path, code string

	mu   sync.Mutex
	kept kept
}

// Open reads the file, where there is one. An empty code is the one that it holds, or a new
// one; fresh forgets the participants.
func Open(path, code string, fresh bool) (*Store, error) {
	s := &Store{path: path}
	data, err := os.ReadFile(path) // #nosec G304 -- a file of the state folder
	if err == nil {
		err = json.Unmarshal(data, &s.kept)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("read the board in %s: %w; move the file away to begin anew", path, err)
	}
	if fresh {
		s.kept = kept{}
	}
	s.kept.Code = cmp.Or(code, s.kept.Code)
	if s.kept.Code == "" {
		s.kept.Code = NewCode()
	}
	if err := CheckCode(s.kept.Code); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("create the state folder: %w", err)
	}
	s.code = s.kept.Code
	return s, s.write(s.kept)
}

// Code is what labs join with.
func (s *Store) Code() string { return s.code }

// put replaces a participant's row. The file is written first: what is shown is kept.
func (s *Store) put(p participant) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	next := kept{Code: s.code, Participants: slices.Clone(s.kept.Participants)}
	at, known := slices.BinarySearchFunc(next.Participants, p, func(a, b participant) int { return cmp.Compare(a.Name, b.Name) })
	switch {
	case known:
		next.Participants[at] = p
	case len(next.Participants) >= mostParticipants:
		return errFull
	default:
		next.Participants = slices.Insert(next.Participants, at, p)
	}
	if err := s.write(next); err != nil {
		return err
	}
	s.kept = next
	return nil
}

func (s *Store) write(k kept) error {
	data, err := json.MarshalIndent(k, "", "  ")
	if err != nil {
		return fmt.Errorf("encode the board: %w", err)
	}
	return local.WritePrivate(s.path, append(data, '\n'))
}

// all are the participants by name; the list is not changed any more.
func (s *Store) all() []participant {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]participant{}, s.kept.Participants...)
}
