//go:build e2e

package e2e

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// telling are lines of an agent's log that may say why a story did not come true.
var telling = regexp.MustCompile(`(?i)error|fail|panic|uninstall|recover`)

// Of each log as much is shown as leaves a run readable that nobody saw.
const (
	tellingLines  = 12
	tellingLength = 300 // characters of a line
)

// logged begins each of them, so that sidebyside.sh can leave them out of what it
// shows at its end.
const logged = "log: "

// tellWhy shows the last such lines of each agent: where a story failed on another
// machine its lab is gone with all that it wrote.
func (l *lab) tellWhy() {
	l.t.Helper()
	logs, err := filepath.Glob(filepath.Join(l.state, "acme", "agents", "*", "logs", "*.log"))
	if err != nil {
		l.t.Logf("find logs: %v", err)
	}
	for _, log := range append(logs, filepath.Join(l.state, "acme", "logs", "keeper.log")) {
		data, err := os.ReadFile(log)
		if err != nil {
			l.t.Logf("read a log: %v", err)
			continue
		}
		var told []string
		for line := range strings.Lines(string(data)) {
			if telling.MatchString(line) {
				told = append(told, logged+strings.TrimSpace(line[:min(len(line), tellingLength)]))
			}
		}
		if len(told) > 0 {
			l.t.Logf("%s says last:\n%s", strings.TrimPrefix(log, l.state), strings.Join(told[max(0, len(told)-tellingLines):], "\n"))
		}
	}
}
