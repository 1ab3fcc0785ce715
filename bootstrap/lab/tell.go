package lab

import (
	"context"

	"github.com/slipway-platform/slipway/bootstrap/lab/board"
)

// Tell tells the board that the lab has joined how the participant fares; a lab
// that has joined none tells nobody. It waits no longer than a second.
func (l *Lab) Tell(ctx context.Context) error {
	m, err := board.ReadMember(l.state)
	if err != nil || m == nil {
		return err
	}
	p, err := l.Progress()
	if err != nil {
		return err
	}
	return m.Tell(ctx, p)
}
