#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

// ONNX Runtime is not a dependency: it is opened with dlopen when a model needs it, and its C interface is a table of
// function pointers that only ever grows at its end. `GetApi(1)` asks for the first version of the table, which every
// release since 2019 has; all that is called here is in it.
// https://github.com/microsoft/onnxruntime, include/onnxruntime/core/session/onnxruntime_c_api.h

/// An object of ONNX Runtime. A function that gives one back returns a status, which is nil for success.
typealias OnnxHandle = OpaquePointer

/// The functions of ONNX Runtime that are used, by their place in its table.
enum OnnxFunction: Int {
    case errorMessage = 2
    case createEnvironment = 3
    case createSession = 7
    case run = 9
    case createSessionOptions = 10
    case setGraphOptimizationLevel = 23
    case setIntraOperatorThreads = 24
    case setInterOperatorThreads = 25
    case inputCount = 30
    case outputCount = 31
    case inputName = 36
    case outputName = 37
    case createTensor = 49
    case tensorData = 51
    case elementType = 60
    case dimensionCount = 61
    case dimensions = 62
    case typeAndShape = 65
    case createMemoryInformation = 69
    case freeInAllocator = 76
    case defaultAllocator = 78
    case releaseStatus = 93
    case releaseMemoryInformation = 94
    case releaseSession = 95
    case releaseValue = 96
    case releaseTypeAndShape = 99
    case releaseSessionOptions = 100
}

/// ONNX Runtime, loaded into this process. It stays loaded.
///
/// `@unchecked Sendable`: the table is constant, and the environment may be used from several threads.
final class OnnxRuntimeLibrary: @unchecked Sendable {
    let path: String
    /// As `1.23.2`.
    let version: String
    let environment: OnnxHandle
    private let table: UnsafePointer<UnsafeRawPointer?>

    /// What `OrtGetApiBase` returns.
    private struct Base {
        let table: @convention(c) (_ version: UInt32) -> UnsafePointer<UnsafeRawPointer?>?
        let version: @convention(c) () -> UnsafePointer<CChar>
    }

    /// Opens the library at `path`, a file or a name that the system's loader looks for.
    ///
    /// - Throws: `OnnxRuntimeError.unusable`.
    init(path: String) throws(OnnxRuntimeError) {
        guard let image = dlopen(path, RTLD_NOW | RTLD_LOCAL) else {
            throw .unusable(path: path, reason: dlerror().map { String(cString: $0) } ?? "it cannot be loaded")
        }
        guard let symbol = dlsym(image, "OrtGetApiBase") else {
            dlclose(image)
            throw .unusable(path: path, reason: "it is another library: it has no OrtGetApiBase")
        }
        let getBase = unsafeBitCast(symbol, to: (@convention(c) () -> UnsafePointer<UnsafeRawPointer?>).self)
        let members = getBase()
        guard let getTable = members[0], let getVersion = members[1] else {
            throw .unusable(path: path, reason: "its interface is empty")
        }
        let base = Base(
            table: unsafeBitCast(
                getTable, to: (@convention(c) (UInt32) -> UnsafePointer<UnsafeRawPointer?>?).self),
            version: unsafeBitCast(getVersion, to: (@convention(c) () -> UnsafePointer<CChar>).self))
        guard let table = base.table(1) else {
            throw .unusable(path: path, reason: "it does not know version 1 of its interface")
        }
        self.path = path
        self.table = table
        version = String(cString: base.version())
        var environment: OnnxHandle?
        let create = Self.function(.createEnvironment, of: table, as: CreateEnvironment.self)
        // 3 is the severity `error`: the runtime writes nothing less to our standard error.
        guard create(3, "modelcache", &environment) == nil, let environment else {
            throw .unusable(path: path, reason: "it makes no environment")
        }
        self.environment = environment
    }

    private typealias CreateEnvironment =
        @convention(c) (
            CInt, UnsafePointer<CChar>, UnsafeMutablePointer<OnnxHandle?>
        ) -> OnnxHandle?

    /// A function of the table. `Function` must be its type, as the C header declares it.
    func function<Function>(_ function: OnnxFunction, as _: Function.Type) -> Function {
        Self.function(function, of: table, as: Function.self)
    }

    private static func function<Function>(
        _ function: OnnxFunction, of table: UnsafePointer<UnsafeRawPointer?>, as _: Function.Type
    ) -> Function {
        unsafeBitCast(table[function.rawValue], to: Function.self)
    }

    /// Frees an object.
    func release(_ handle: OnnxHandle?, by release: OnnxFunction) {
        function(release, as: (@convention(c) (OnnxHandle?) -> Void).self)(handle)
    }

    /// - Throws: `EncoderError.runtimeFailed` with the runtime's words, for a status that is not success.
    func check(_ status: OnnxHandle?) throws(EncoderError) {
        guard let status else { return }
        let message = function(.errorMessage, as: (@convention(c) (OnnxHandle) -> UnsafePointer<CChar>).self)
        let text = String(cString: message(status))
        release(status, by: .releaseStatus)
        throw .runtimeFailed(text)
    }

    /// Calls a function that gives one value back.
    func value<Value>(
        _ initial: Value, _ body: (UnsafeMutablePointer<Value>) -> OnnxHandle?
    ) throws(EncoderError) -> Value {
        var value = initial
        try check(body(&value))
        return value
    }

    /// Calls a function that gives an object back.
    func handle(_ body: (UnsafeMutablePointer<OnnxHandle?>) -> OnnxHandle?) throws(EncoderError) -> OnnxHandle {
        guard let handle = try value(OnnxHandle?.none, body) else { throw .runtimeFailed("it gave nothing back") }
        return handle
    }
}

/// Why ONNX Runtime is not there.
public enum OnnxRuntimeError: Error, Equatable, CustomStringConvertible {
    case notFound(tried: [String])
    case unusable(path: String, reason: String)

    public var description: String {
        switch self {
        case .notFound(let tried):
            "ONNX Runtime was not found (tried \(tried.joined(separator: ", "))). Install it with 'pip install "
                + "onnxruntime', or set embedding.onnx_library to the path of libonnxruntime.so."
        case .unusable(let path, let reason):
            "ONNX Runtime cannot be used from \(path): \(reason). Set embedding.onnx_library to the path of "
                + "libonnxruntime.so."
        }
    }
}
