import CanonicalJSON

// The `added_tokens` and the `post_processor` of tokenizer.json.
extension TokenizerFile {
    static func addedTokens(_ field: TokenizerField?) throws(TokenizerError) -> [TokenizerParts.AddedToken] {
        guard let field else { return [] }
        var tokens: [TokenizerParts.AddedToken] = []
        for element in try field.elements() {
            // A token that is not special is meant to be found in texts, which is not done here.
            let special = try element.required("special")
            guard try special.bool() else { throw .unsupported(field: special.path, value: "false") }
            tokens.append(
                TokenizerParts.AddedToken(
                    id: try element.required("id").id(), content: try element.required("content").string()))
        }
        return tokens
    }

    static func frame(_ field: TokenizerField?) throws(TokenizerError) -> TokenizerParts.Frame {
        guard let field else { return TokenizerParts.Frame() }
        let type = try field.type()
        switch try type.string() {
        case "TemplateProcessing": return try templateFrame(field)
        case "BertProcessing", "RobertaProcessing":
            return TokenizerParts.Frame(
                begin: try tokenID(try field.required("cls")), end: try tokenID(try field.required("sep")))
        default: throw type.unsupported()
        }
    }

    /// The id in a pair like `["[SEP]", 102]`.
    private static func tokenID(_ field: TokenizerField) throws(TokenizerError) -> Int32 {
        let pair = try field.elements()
        guard pair.count == 2 else { throw field.wrongKind(expected: "a pair of token and id") }
        return try pair[1].id()
    }

    /// Reads a template for a single text: at most one special token on each side of it.
    private static func templateFrame(_ field: TokenizerField) throws(TokenizerError) -> TokenizerParts.Frame {
        let template = try field.required("single")
        var before: [Int32] = []
        var after: [Int32] = []
        var hasText = false
        for item in try template.elements() {
            if item.optional("Sequence") != nil {
                guard !hasText else { throw .unsupported(field: item.path, value: "a second text") }
                hasText = true
                continue
            }
            let name = try item.required("SpecialToken").required("id")
            let token = try field.required("special_tokens").required(try name.string())
            let ids = try token.required("ids").elements()
            guard ids.count == 1 else {
                throw .unsupported(field: token.path, value: "a special token of \(ids.count) ids")
            }
            if hasText { after.append(try ids[0].id()) } else { before.append(try ids[0].id()) }
        }
        guard hasText, before.count <= 1, after.count <= 1 else {
            throw .unsupported(
                field: template.path,
                value: "a text between \(before.count) and \(after.count) special tokens")
        }
        return TokenizerParts.Frame(begin: before.first, end: after.first)
    }
}
