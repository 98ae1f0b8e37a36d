import CKernels

/// The C kernels that this process uses: the best that the processor supports, or those that the environment
/// variable `MODELCACHE_KERNELS` names.
///
/// `@unchecked Sendable`: a constant table of pure functions.
struct Kernels: @unchecked Sendable {
    static let best = Kernels(vector_search_kernels_for(kernel_path_choose().path))

    let table: UnsafePointer<vector_search_kernels>

    private init(_ table: UnsafePointer<vector_search_kernels>) {
        self.table = table
    }

    /// Every variant that this processor can execute.
    static var all: [Kernels] {
        var variants: [Kernels] = []
        while let table = vector_search_kernels_variant(variants.count) {
            variants.append(Kernels(table))
        }
        return variants
    }

    var name: String { String(cString: table.pointee.name) }

    func dotProduct(_ left: UnsafePointer<Float>, _ right: UnsafePointer<Float>, count: Int) -> Float {
        table.pointee.dot_product(left, right, count)
    }
}

/// A query as codes, in the forms that the kernels want.
struct QuantizedQuery {
    let codes: [Int8]
    private let biasedCodes: [UInt8]
    let scale: Float

    /// - Parameter stride: the length of a row of codes, in bytes.
    init(_ vector: UnitVector, stride: Int) {
        var codes = [Int8](repeating: 0, count: stride)
        scale = quantize_row(vector.components, vector.components.count, stride, &codes).scale
        self.codes = codes
        biasedCodes = codes.map { UInt8(bitPattern: $0) ^ 0x80 }
    }

    func withCodeQuery<Result>(_ body: (UnsafePointer<code_query>) -> Result) -> Result {
        codes.withUnsafeBufferPointer { codes in
            biasedCodes.withUnsafeBufferPointer { biasedCodes in
                var query = code_query(
                    codes: codes.baseAddress, biased_codes: biasedCodes.baseAddress, scale: scale)
                return body(&query)
            }
        }
    }
}
