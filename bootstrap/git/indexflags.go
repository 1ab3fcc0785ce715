package git

import (
	"bytes"
	"crypto/sha1" // #nosec G505 -- git's own
	"encoding/binary"
)

// assumeUnchanged is the bit of an entry's flags that git update-index --assume-unchanged sets.
const assumeUnchanged = 0x8000

// keepFlags gives the entries of an index the bit that they had before: go-git knows nothing of it, and git would commit
// what somebody keeps to themselves. The format is that of gitformat-index(5), versions 2 to 4.
func keepFlags(was, is []byte) []byte {
	had := map[string]bool{}
	eachEntry(was, func(name string, flags []byte) {
		if binary.BigEndian.Uint16(flags)&assumeUnchanged != 0 {
			had[name] = true
		}
	})
	if len(had) == 0 {
		return is
	}
	eachEntry(is, func(name string, flags []byte) {
		if had[name] {
			binary.BigEndian.PutUint16(flags, binary.BigEndian.Uint16(flags)|assumeUnchanged)
		}
	})
	end := len(is) - sha1.Size
	sum := sha1.Sum(is[:end]) // #nosec G401
	copy(is[end:], sum[:])
	return is
}

// The bytes of an entry before its name, and the flag by which there are two more.
const (
	entryFlags = 60
	entryHead  = 62
	extended   = 0x4000
)

// eachEntry shows the entries of an index, with the two bytes of their flags. What is cut off is not shown.
func eachEntry(data []byte, show func(name string, flags []byte)) {
	if len(data) < 12 {
		return
	}
	version, count, rest, name := binary.BigEndian.Uint32(data[4:]), binary.BigEndian.Uint32(data[8:]), data[12:], ""
	for range count {
		if len(rest) < entryHead+2 {
			return
		}
		flags, head := rest[entryFlags:entryHead], entryHead
		if binary.BigEndian.Uint16(flags)&extended != 0 {
			head += 2
		}
		drop := len(name) // a name stands whole before version 4
		if version == 4 {
			n, size := offsetOf(rest[head:])
			drop, head = min(n, len(name)), head+size
		}
		length := bytes.IndexByte(rest[head:], 0)
		if length < 0 {
			return
		}
		name = name[:len(name)-drop] + string(rest[head:head+length])
		show(name, flags)
		whole := head + length + 1
		if version < 4 {
			whole = (whole + 7) &^ 7
		}
		rest = rest[min(whole, len(rest)):]
	}
}

// offsetOf reads a number of variable width, as packs have it, and says how many bytes it takes.
func offsetOf(data []byte) (n, size int) {
	for i, b := range data[:min(5, len(data))] {
		if i > 0 {
			n++
		}
		n = n<<7 | int(b&0x7f)
		if size = i + 1; b&0x80 == 0 {
			break
		}
	}
	return n, size
}
