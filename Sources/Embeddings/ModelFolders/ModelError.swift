/// Why a model cannot be used: always which file, and what about it.
public enum ModelError: Error, Equatable, CustomStringConvertible {
    /// The file is missing or the system refuses it.
    case unreadable(file: String, reason: String)
    /// The file is damaged, incomplete or not of the kind that its name says.
    case invalid(file: String, reason: String)
    /// The file is sound, but describes a model that this encoder does not compute.
    case unsupported(file: String, reason: String)

    public var description: String {
        switch self {
        case .unreadable(let file, let reason): "cannot read \(file): \(reason)"
        case .invalid(let file, let reason): "\(file) is not valid: \(reason)"
        case .unsupported(let file, let reason): "\(file) describes an unsupported model: \(reason)"
        }
    }
}
