package forge

import "context"

// Protection is what a forge says of pushes to a branch.
type Protection int

// Unprotected is also a branch that is not there. What is ProtectedFromUs takes
// no push with this token; of one that is Protected the forge does not say so.
const (
	Unprotected Protection = iota
	Protected
	ProtectedFromUs
)

// Protection asks whether a branch takes pushes.
func (f *Forge) Protection(ctx context.Context, branch string) (Protection, error) {
	var said map[string]any
	there, err := f.get(ctx, f.branch, f.words("$branch", branch), &said)
	if err != nil || !there || said["protected"] != true {
		return Unprotected, err
	}
	switch at(said, "can_push", "user_can_push") { // GitLab's and Gitea's words
	case "true":
		return Unprotected, nil
	case "false":
		return ProtectedFromUs, nil
	}
	return Protected, nil
}
