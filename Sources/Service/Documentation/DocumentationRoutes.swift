import CanonicalJSON
import Hummingbird

/// The API's description for programs (`/openapi.json`) and for people (`/docs`).
struct DocumentationRoutes: Sendable {
    func add(to router: Router<ServiceContext>) {
        router.get("/openapi.json") { _, _ in Response.json(OpenAPIDocument.encoded) }
        router.get("/docs") { _, _ in
            Response.text(DocumentationPage.text, contentType: "text/html; charset=utf-8")
        }
    }
}
