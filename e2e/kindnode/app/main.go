// Command app is a workload: it answers over HTTP, or fails as it is told.
package main

import (
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	does := "serve"
	if len(os.Args) > 1 {
		does = os.Args[1]
	}
	switch does {
	case "crash":
		fmt.Fprintln(os.Stderr, "open /etc/app/config.yaml: no such file or directory")
		os.Exit(3)
	case "eat":
		eat()
	}
	server := &http.Server{Addr: ":8080", ReadHeaderTimeout: time.Minute, Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintln(w, "the app answers")
	})}
	go func() {
		fmt.Fprintln(os.Stderr, server.ListenAndServe())
		os.Exit(1)
	}()
	end := make(chan os.Signal, 1)
	signal.Notify(end, syscall.SIGINT, syscall.SIGTERM)
	<-end
}

// eat takes memory until it is taken away.
func eat() {
	var kept [][]byte
	for {
		more := make([]byte, 1<<20)
		for i := range more {
			more[i] = 1
		}
		kept = append(kept, more)
		time.Sleep(5 * time.Millisecond)
	}
}
