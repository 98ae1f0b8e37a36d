import Foundation

/// The text of a setting, read as the value that its kind promises.
struct SettingValue {
    let setting: Setting
    let text: String
    let source: String

    /// Checks the text against the setting's kind.
    func check() throws(ConfigurationError) {
        switch setting.kind {
        case .text, .list: break
        case .integer: _ = try integer()
        case .number: _ = try number()
        case .boolean: _ = try boolean()
        case .bytes: _ = try bytes()
        case .duration: _ = try duration()
        case .choice(let choices):
            guard choices.contains(text) else {
                throw error("one of \(choices.joined(separator: ", "))")
            }
        }
    }

    func integer() throws(ConfigurationError) -> Int {
        guard case .integer(let range) = setting.kind, let value = Int(text), range.contains(value) else {
            throw error("a whole number\(rangeText)")
        }
        return value
    }

    func number() throws(ConfigurationError) -> Double {
        guard case .number(let range) = setting.kind, let value = Double(text), range.contains(value) else {
            throw error("a number\(rangeText)")
        }
        return value
    }

    func boolean() throws(ConfigurationError) -> Bool {
        switch text.lowercased() {
        case "true", "yes", "on", "1": return true
        case "false", "no", "off", "0": return false
        default: throw error("true or false")
        }
    }

    func bytes() throws(ConfigurationError) -> Int {
        let units = ["": 1, "B": 1, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30, "TiB": 1 << 40]
        guard case .bytes(let range) = setting.kind, let (amount, unit) = amountAndUnit(),
            let factor = units[unit], let count = Int(exactly: (amount * Double(factor)).rounded()),
            range.contains(count)
        else {
            throw error("a size like 512KiB, 8MiB or 2GiB\(rangeText)")
        }
        return count
    }

    func duration() throws(ConfigurationError) -> Duration {
        let units = ["ms": 0.001, "s": 1, "m": 60, "h": 3_600, "d": 86_400]
        guard let (amount, unit) = amountAndUnit(), let factor = units[unit], amount * factor <= 1e9 else {
            throw error("a time like 250ms, 30s, 5m, 1h or 30d")
        }
        let duration = Duration.milliseconds(Int64(amount * factor * 1_000))
        if setting.kind == .duration(isZeroAllowed: false), duration == .zero {
            throw error("a time longer than zero, like 250ms, 30s or 5m")
        }
        return duration
    }

    var list: [String] {
        text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    }

    private func amountAndUnit() -> (Double, String)? {
        let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        guard let amount = Double(digits) else { return nil }
        return (amount, text.dropFirst(digits.count).trimmingCharacters(in: .whitespaces))
    }

    private var rangeText: String {
        switch setting.kind {
        case .integer(let range): " from \(range.lowerBound) to \(range.upperBound)"
        case .number(let range): " from \(range.lowerBound) to \(range.upperBound)"
        case .bytes(let range): " from \(range.lowerBound) to \(range.upperBound) bytes"
        default: ""
        }
    }

    private func error(_ expected: String) -> ConfigurationError {
        .invalidValue(key: setting.key, value: text, source: source, expected: expected)
    }
}

/// What is wrong with a configuration. It is always the user's to mend, so each text names the place.
public enum ConfigurationError: Error, Equatable {
    case unreadableFile(String, reason: String)
    case invalidFile(String, reason: String)
    case unknownKey(String, source: String, suggestion: String?)
    case invalidValue(key: String, value: String, source: String, expected: String)
    /// A value that others make necessary is missing, or does not go with them.
    case unusable(key: String, reason: String)
}

extension ConfigurationError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unreadableFile(let path, let reason):
            return "The configuration file \(path) cannot be read: \(reason)."
        case .invalidFile(let path, let reason):
            return "The configuration file \(path) is not valid: \(reason)."
        case .unknownKey(let key, let source, let suggestion):
            let hint = suggestion.map { " Did you mean \($0)?" } ?? " See modelcache config for all keys."
            return "\(source): unknown key \(key).\(hint)"
        case .invalidValue(let key, let value, let source, let expected):
            return "\(source): \(key) is '\(value)', but must be \(expected)."
        case .unusable(let key, let reason):
            return "\(key) \(reason)."
        }
    }
}

/// The number of single-character edits between two words.
///
/// Wagner and Fischer, "The String-to-String Correction Problem", 1974, with one row in memory.
func editDistance(_ left: String, _ right: String) -> Int {
    let right = Array(right)
    var row = Array(0...right.count)
    for (leftPosition, leftCharacter) in left.enumerated() {
        var diagonal = row[0]
        row[0] = leftPosition + 1
        for (rightPosition, rightCharacter) in right.enumerated() {
            let substitution = diagonal + (leftCharacter == rightCharacter ? 0 : 1)
            diagonal = row[rightPosition + 1]
            row[rightPosition + 1] = min(substitution, diagonal + 1, row[rightPosition] + 1)
        }
    }
    return row[right.count]
}
