# A key that is there already is somebody's, and no reset may take it.
touch "$(git rev-parse --git-path till.begun)"
