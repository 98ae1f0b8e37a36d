import Foundation

extension OnnxRuntimeLibrary {
    /// What the system's loader is asked for.
    #if canImport(Darwin)
        private static let names = ["libonnxruntime.dylib"]
    #else
        private static let names = ["libonnxruntime.so.1", "libonnxruntime.so"]
    #endif

    /// Opens the library that was configured; else the system's, else the one in the `onnxruntime` package of `python3`.
    ///
    /// - Parameter configured: empty to look for one.
    /// - Throws: `OnnxRuntimeError`.
    static func find(configured: String) throws(OnnxRuntimeError) -> OnnxRuntimeLibrary {
        guard configured.isEmpty else { return try OnnxRuntimeLibrary(path: configured) }
        for name in names {
            if let library = try? OnnxRuntimeLibrary(path: name) { return library }
        }
        guard let path = libraryInPythonPackage() else {
            throw .notFound(tried: names + ["the Python package onnxruntime"])
        }
        return try OnnxRuntimeLibrary(path: path)
    }

    /// The library in the package that `python3` would import, which may be a virtual environment's; nil if there is
    /// none. The package itself is not run.
    static func libraryInPythonPackage() -> String? {
        let script = """
            import importlib.util
            package = importlib.util.find_spec("onnxruntime")
            print(package.submodule_search_locations[0] if package else "", end="")
            """
        let output = Pipe()
        let outcome = try? ExternalTool(name: "python3", purpose: "find ONNX Runtime").run(
            ["-c", script], output: output.fileHandleForWriting)
        try? output.fileHandleForWriting.close()
        guard outcome?.status == 0, let data = try? output.fileHandleForReading.readToEnd() else { return nil }
        let folder = String(decoding: data, as: UTF8.self) + "/capi"
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return files.filter { $0.hasPrefix("libonnxruntime.") }.min().map { folder + "/" + $0 }
    }
}
