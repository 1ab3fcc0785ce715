//go:build e2e && linux

package e2e

import (
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// TestALabTellsItsBoard: a lab that is made with a board's address reports after each command of an exercise, and the
// board shows it. One that has gone keeps nobody from working.
func TestALabTellsItsBoard(t *testing.T) {
	withAgents(t, tellsItsBoard, "flux")
}

func tellsItsBoard(t *testing.T, agent string) {
	room := newRoom(t, agent, "lab-p04")
	board, end := room.board()
	room.here("lab", "up", "--participant", "p04", "--agent", agent, "--board", board.URLs[0], "--join", board.Code, "--timeout", "4m")
	l := room.workspaceOf(t, "lab-p04")
	if p := board.row(t); p.Name != "p04" || p.Current != "" || len(p.Exercises) > 0 {
		t.Errorf("of a new lab the board shows %+v", p)
	}
	l.run("lab", "exercise", "start", "contract")
	if p := board.row(t); p.Agent != agent || p.Current != "contract" || len(p.Exercises) != 1 || p.Exercises[0].Tried != nil || time.Since(p.Exercises[0].Begun) > time.Minute {
		t.Errorf("of a start the board shows %+v", p)
	}
	if _, _, err := l.try("lab", "exercise", "check"); exitCode(err) != 1 {
		t.Errorf("check ends with %v", err)
	}
	if e := board.row(t).Exercises[0]; e.Tried == nil || e.Of < 2 || e.Holds >= e.Of || e.Solved != nil {
		t.Errorf("of a check the board shows %+v", e)
	}
	l.run("lab", "exercise", "hint")
	l.run("lab", "exercise", "solution", "--run")
	l.run("lab", "exercise", "check")
	if e := board.row(t).Exercises[0]; e.Hints != 1 || !e.SolutionShown || e.Holds != e.Of || e.Solved == nil {
		t.Errorf("of the solution the board shows %+v", e)
	}
	if out := l.run("lab", "exercise", "reset", "-o", "json"); !strings.Contains(out, `"exercise": "contract"`) || !strings.Contains(out, `"done": "reset"`) {
		t.Errorf("reset prints %s", out)
	}
	if p := board.row(t); p.Current != "" || len(p.Exercises) > 0 {
		t.Errorf("of a reset the board shows %+v", p)
	}

	end()
	if _, said, err := l.try("lab", "exercise", "start", "contract"); err != nil || !strings.Contains(said, "everything else goes on") {
		t.Errorf("without the board: %v\n%s", err, said)
	}
}

// labBoard is an instructor's board that runs.
type labBoard struct {
	URLs []string
	Code string
}

// row is the one participant that it shows.
func (b labBoard) row(t *testing.T) boardRow {
	t.Helper()
	answer, err := http.Get(b.URLs[0] + "/api/board")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var shown struct{ Participants []boardRow }
	if err := json.NewDecoder(answer.Body).Decode(&shown); err != nil || len(shown.Participants) != 1 {
		t.Fatalf("the board shows %+v, %v", shown, err)
	}
	return shown.Participants[0]
}

type boardRow struct {
	Name, Agent, Current string
	Exercises            []struct {
		Begun         time.Time
		Tried, Solved *time.Time
		Hints         int
		SolutionShown bool
		Holds, Of     int
	}
}

// board serves one for the labs of the room, on any port. End ends it as Ctrl-C does.
func (l *lab) board() (b labBoard, end func()) {
	l.t.Helper()
	cmd := exec.CommandContext(l.t.Context(), l.slipway, "lab", "board", "--listen", "127.0.0.1:0", "-o", "json")
	cmd.Dir, cmd.Env = l.dir, append(os.Environ(), "SLIPWAY_STATE="+l.state)
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err == nil {
		err = json.NewDecoder(out).Decode(&b)
	}
	if err != nil || len(b.URLs) != 1 {
		l.t.Fatalf("the board says %+v, %v", b, err)
	}
	return b, func() {
		l.t.Helper()
		if err := cmd.Process.Signal(os.Interrupt); err != nil {
			l.t.Fatal(err)
		}
		if err := cmd.Wait(); err != nil {
			l.t.Errorf("interrupted, the board ends with %v", err)
		}
	}
}
