import CacheCore
import Foundation

extension PartitionRules {
    /// Takes in a setting of `cache` or of a tenant.
    mutating func apply(_ value: SettingValue) throws(ConfigurationError) {
        switch value.setting.key.split(separator: ".").last {
        case "system": system = System(rawValue: value.text) ?? system
        case "context": context = Context(rawValue: value.text) ?? context
        case "sampling": sampling = Sampling(rawValue: value.text) ?? sampling
        case "mask": mask = try value.mask()
        case "rewrite": rewrites = try value.rewrites()
        default: preconditionFailure("the setting \(value.setting.key) has no effect")
        }
    }
}

extension SettingValue {
    /// `dates, times, /ticket-[0-9]{4,8}/`; `none` blanks nothing.
    func mask() throws(ConfigurationError) -> TextMask {
        var kinds: TextMask.Kinds = []
        var patterns: [TextPattern] = []
        for item in try patternItems() where item.text != "none" || item.isPattern {
            if item.isPattern {
                guard item.parts.count == 1 else { throw expecting("/PATTERN/, but has another slash: \(item.text)") }
                patterns.append(try pattern(item.parts[0]))
            } else if let kind = TextMask.Kinds.named.first(where: { $0.name == item.text }) {
                kinds.insert(kind.kind)
            } else {
                let names = TextMask.Kinds.named.map(\.name).joined(separator: ", ")
                throw expecting("a list of \(names) and /PATTERN/; '\(item.text)' is none of these")
            }
        }
        return TextMask(kinds, patterns: patterns)
    }

    /// `/^(please|bitte) //, /colour/color/`.
    func rewrites() throws(ConfigurationError) -> [TextRewrite] {
        var rewrites: [TextRewrite] = []
        for item in try patternItems() {
            guard item.isPattern, item.parts.count == 2 else {
                throw expecting("a list of /PATTERN/REPLACEMENT/; '\(item.text)' is not one")
            }
            rewrites.append(TextRewrite(try pattern(item.parts[0]), with: item.parts[1]))
        }
        return rewrites
    }

    private func pattern(_ source: String) throws(ConfigurationError) -> TextPattern {
        do {
            return try TextPattern(source)
        } catch {
            throw expecting("a list with regular expressions; \(error)")
        }
    }

    private func expecting(_ expected: String) -> ConfigurationError {
        .invalidValue(key: setting.key, value: text, source: source, expected: expected)
    }

    private struct PatternItem {
        var text = ""
        /// What stands between slashes.
        var parts: [String] = []
        var isPattern: Bool { text.hasPrefix("/") }
    }

    /// The items of a list in which commas between slashes belong to a pattern. `\/` is a slash in a pattern; every
    /// other backslash is the pattern's own.
    ///
    /// An item that begins with a slash ends at the comma, or the end, behind its last slash.
    private func patternItems() throws(ConfigurationError) -> [PatternItem] {
        var items: [PatternItem] = []
        var rest = Substring(text).drop(while: isSpaceOrComma)
        while let first = rest.first {
            let item: PatternItem
            if first == "/" {
                guard let (pattern, end) = patternItem(rest) else {
                    throw expecting("a list in which every pattern ends with a slash")
                }
                item = pattern
                rest = rest[end...]
            } else {
                let name = rest.prefix { $0 != "," }
                item = PatternItem(text: name.trimmingCharacters(in: .whitespaces))
                rest = rest[name.endIndex...]
            }
            items.append(item)
            rest = rest.drop(while: isSpaceOrComma)
        }
        return items
    }

    private func patternItem(_ rest: Substring) -> (PatternItem, end: String.Index)? {
        var item = PatternItem()
        var part = ""
        var position = rest.index(after: rest.startIndex)
        while position < rest.endIndex {
            let next = rest.index(after: position)
            if rest[position] == "\\", next < rest.endIndex {
                part += rest[next] == "/" ? "/" : String(rest[position...next])
                position = rest.index(after: next)
                continue
            }
            position = next
            guard rest[rest.index(before: next)] == "/" else {
                part.append(rest[rest.index(before: next)])
                continue
            }
            item.parts.append(part)
            part = ""
            let behind = rest[next...].drop(while: \.isWhitespace)
            if behind.isEmpty || behind.first == "," {
                item.text = String(rest[..<next])
                return (item, next)
            }
        }
        return nil
    }

    private func isSpaceOrComma(_ character: Character) -> Bool {
        character.isWhitespace || character == ","
    }
}
