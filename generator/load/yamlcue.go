package load

import (
	"math/big"
	"strings"

	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/token"
	"go.yaml.in/yaml/v3"
)

// yamlExpr turns checked YAML into CUE. Places are not carried over: they are
// looked up in the YAML by path when a problem needs one, which halves the cost.
func yamlExpr(n *yaml.Node) ast.Expr {
	switch n.Kind {
	case yaml.AliasNode:
		return yamlExpr(n.Alias)
	case yaml.MappingNode:
		fields := make([]ast.Decl, 0, len(n.Content)/2)
		for i := 0; i+1 < len(n.Content); i += 2 {
			fields = append(fields, &ast.Field{Label: ast.NewString(n.Content[i].Value), Value: yamlExpr(n.Content[i+1])})
		}
		return &ast.StructLit{Elts: fields}
	case yaml.SequenceNode:
		items := make([]ast.Expr, len(n.Content))
		for i, item := range n.Content {
			items[i] = yamlExpr(item)
		}
		return &ast.ListLit{Elts: items}
	default:
		return yamlScalar(n)
	}
}

func yamlScalar(n *yaml.Node) ast.Expr {
	switch n.ShortTag() {
	case "!!null":
		return ast.NewNull()
	case "!!bool":
		return ast.NewBool(yamlBool(n))
	case "!!int":
		if i, ok := yamlInt(n); ok {
			return yamlNumber(token.INT, i.String())
		}
	case "!!float":
		if text, ok := yamlFloat(n); ok {
			return yamlNumber(token.FLOAT, text)
		}
	}
	return ast.NewString(n.Value)
}

// yamlNumber puts the sign in front: a CUE literal has none.
func yamlNumber(kind token.Token, text string) ast.Expr {
	if digits, negative := strings.CutPrefix(text, "-"); negative {
		return &ast.UnaryExpr{Op: token.SUB, X: ast.NewLit(kind, digits)}
	}
	return ast.NewLit(kind, text)
}

func yamlBool(n *yaml.Node) bool {
	return strings.EqualFold(n.Value, "true")
}

// yamlInt reads what YAML calls an integer: decimal, 0x, 0o, 0b and, as YAML
// 1.1 has it, 0 in front for octal.
func yamlInt(n *yaml.Node) (*big.Int, bool) {
	return new(big.Int).SetString(strings.ReplaceAll(strings.TrimPrefix(n.Value, "+"), "_", ""), 0)
}

// yamlFloat returns a float as a CUE literal; infinity and NaN are none.
func yamlFloat(n *yaml.Node) (string, bool) {
	text := strings.ReplaceAll(strings.TrimPrefix(n.Value, "+"), "_", "")
	digits, negative := strings.CutPrefix(text, "-")
	if strings.HasPrefix(digits, ".") {
		digits = "0" + digits
	}
	mantissa, exponent, hasExponent := strings.Cut(strings.ToLower(digits), "e")
	if !yamlIsDecimal(mantissa) {
		return "", false
	}
	if strings.HasSuffix(mantissa, ".") {
		mantissa += "0"
	}
	mantissa = yamlTrimZeros(mantissa)
	if hasExponent {
		mantissa += "e" + exponent
	} else if !strings.Contains(mantissa, ".") {
		mantissa += ".0"
	}
	if negative {
		mantissa = "-" + mantissa
	}
	return mantissa, true
}

// yamlTrimZeros removes leading zeros, which CUE would refuse.
func yamlTrimZeros(s string) string {
	for len(s) > 1 && s[0] == '0' && s[1] != '.' {
		s = s[1:]
	}
	return s
}

func yamlIsDecimal(s string) bool {
	return s != "" && strings.Trim(s, "0123456789.") == "" && strings.Count(s, ".") <= 1
}
