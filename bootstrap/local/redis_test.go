package local

import (
	"bufio"
	"fmt"
	"net"
	"strings"
	"testing"
)

// dialRedis speaks just enough of the protocol to ask for one-line answers.
func dialRedis(t *testing.T, address string) func(words ...string) string {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	answers := bufio.NewReader(conn)
	return func(words ...string) string {
		if _, err := fmt.Fprintf(conn, "%s\r\n", array(words)); err != nil {
			t.Fatal(err)
		}
		line, err := answers.ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		return strings.TrimSpace(line)
	}
}

func array(words []string) string {
	out := fmt.Sprintf("*%d", len(words))
	for _, word := range words {
		out += fmt.Sprintf("\r\n$%d\r\n%s", len(word), word)
	}
	return out
}
