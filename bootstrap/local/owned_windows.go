package local

import "io/fs"

// isOwn is true of whatever is in the user's own folder of temporary files.
func isOwn(fs.FileInfo) bool { return true }
