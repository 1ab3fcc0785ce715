package main

import (
	"fmt"
	"os"
	"strings"
	"sync"
	"time"
)

// canvas is a terminal whose last lines are drawn again and again: what is
// written meanwhile comes above them.
type canvas struct {
	f     *os.File
	still bool // drawn only when something happens

	mu    sync.Mutex
	lines func(width int) []string // to be drawn; nil where nothing is
	drawn int
	held  bool // somebody is being asked
	stop  chan struct{}
}

// period is how often the lines are drawn: often enough for a wheel to turn.
const period = 120 * time.Millisecond

// Write implements io.Writer.
func (c *canvas) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.erase()
	n, err := c.f.Write(p)
	c.draw()
	return n, err
}

// show draws the lines from now on.
func (c *canvas) show(lines func(width int) []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.lines = lines
	if c.stop == nil && !c.still {
		c.stop = make(chan struct{})
		go c.run(c.stop)
	}
	c.redraw()
}

// end takes the lines away.
func (c *canvas) end() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.erase()
	if c.lines = nil; c.stop != nil {
		close(c.stop)
		c.stop = nil
	}
}

// hold takes the lines away while somebody is asked; release brings them back.
func (c *canvas) hold() (release func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.erase()
	c.held = true
	return func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.held = false
	}
}

func (c *canvas) run(stop chan struct{}) {
	tick := time.NewTicker(period)
	defer tick.Stop()
	for {
		select {
		case <-stop:
			return
		case <-tick.C:
			c.mu.Lock()
			c.redraw()
			c.mu.Unlock()
		}
	}
}

func (c *canvas) redraw() {
	c.erase()
	c.draw()
}

func (c *canvas) erase() {
	if c.drawn > 0 {
		fmt.Fprintf(c.f, "\x1b[%dA\r\x1b[J", c.drawn)
		c.drawn = 0
	}
}

func (c *canvas) draw() {
	if c.held || c.lines == nil {
		return
	}
	width, height, ok := size(c.f)
	if !ok {
		return
	}
	lines := c.lines(width)
	lines = lines[:min(len(lines), max(height-1, 0))] // more would scroll away, and could not be erased
	for i := range lines {
		lines[i] = fit(lines[i], width-1)
	}
	if c.drawn = len(lines); c.drawn > 0 {
		fmt.Fprint(c.f, strings.Join(lines, "\r\n")+"\r\n")
	}
}
