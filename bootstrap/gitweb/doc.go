// Package gitweb shows the commits and files of bare Git repositories as plain web
// pages, for people in a lab. It is read-only, runs no script in the browser, and
// takes nothing of what repositories hold for anything but text.
package gitweb
