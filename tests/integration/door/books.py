"""A service that speaks JSON, and tells what it was asked."""
import http.server, os, json
posts = 0
class Books(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def log_message(self, *ignored): pass
    def answer(self, status, value):
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def do_GET(self):
        if self.path == "/openapi.json":
            operation = {"operationId": "read", "responses": {"200": {"description": "a book",
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Item"}}}}}}
            return self.answer(200, {"openapi": "3.0.3", "info": {"title": "books", "version": "1"},
                "paths": {"/books/{id}": {"get": operation}},
                "components": {"schemas": {"Item": {"type": "object", "properties": {"title": {"type": "string"}}}}}})
        self.answer(200, {"path": self.path, "door": self.headers.get("X-Door", "none"), "posts": posts})
    def do_POST(self):
        global posts
        posts += 1
        self.answer(201, json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Books).serve_forever()
