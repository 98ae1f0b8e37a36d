/// Why a search found nothing to answer with. None of these says that there is no neighbour.
public enum VectorSearchError: Error, Equatable {
    /// The vector has another number of components than the index; the caller's mistake.
    case wrongDimensions(expected: Int, actual: Int)
    /// The vector has a component that is not a number or is infinite, or it is zero; the caller's mistake.
    case notComparable
    /// The number of neighbours asked for is not in 0...100; the caller's mistake.
    case countOutOfRange(Int)
    /// The tenant's vectors could not be read from their source; it is tried again in a few seconds.
    case loadFailed(String)
    /// The file of original vectors could not be made, written or read.
    case originals(String)
}

extension VectorSearchError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .wrongDimensions(let expected, let actual):
            "the vector has \(actual) components, the index holds vectors of \(expected)"
        case .notComparable: "the vector is zero or has a component that is not a finite number"
        case .countOutOfRange(let count): "\(count) neighbours were asked for, 0 to 100 are possible"
        case .loadFailed(let reason): "the tenant's vectors could not be loaded: \(reason)"
        case .originals(let reason): "the file of original vectors failed: \(reason)"
        }
    }
}
