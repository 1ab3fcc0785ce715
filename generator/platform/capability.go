package platform

// Capability is a word by which components are connected without naming each other.
type Capability struct {
	Name string `json:"name"`
	Doc  string `json:"doc"`
	// Gives is what whoever provides it tells those who use it, and Asks what those want of whoever provides it.
	Gives []ConfigField `json:"gives,omitempty"`
	Asks  []ConfigField `json:"asks,omitempty"`
}
