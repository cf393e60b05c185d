"""A service that speaks SOAP 1.1 and nothing else, and says so in JSON."""
import http.server, os, json
from xml.etree import ElementTree as tree
SOAP, OWN = "{http://schemas.xmlsoap.org/soap/envelope/}", "{urn:example:rates}"
class Rates(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def log_message(self, *ignored): pass
    def answer(self, status, inside, kind="text/xml; charset=utf-8"):
        body = inside.encode() if kind != "text/xml; charset=utf-8" else (
            '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>%s</s:Body></s:Envelope>' % inside).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def do_GET(self):
        item = {"type": "object", "properties": {"rate": {"type": "number"}}}
        self.answer(200, json.dumps({"openapi": "3.0.3", "info": {"title": "rates", "version": os.environ["DOC"]},
            "paths": {"/rates/{currency}": {"get": {"operationId": "read", "summary": os.environ["DOC"], "responses": {"200": {
                "description": "a rate", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Item"}}}}}}}},
            "components": {"schemas": {"Item": item}}}), "application/json")
    def do_POST(self):
        text = self.rfile.read(int(self.headers["Content-Length"]))
        call = tree.fromstring(text).find(SOAP + "Body")[0]
        wrong = self.path != "/ws/rates" or self.headers["SOAPAction"] != '"urn:example:rates#GetRate"' or call.tag != OWN + "GetRate"
        currency = call.find(OWN + "currency").text
        if wrong or currency == "broken":
            return self.answer(500, "<s:Fault><faultcode>s:Server</faultcode><faultstring>out of order</faultstring></s:Fault>")
        if currency != "EUR":
            return self.answer(500, "<s:Fault><faultcode>s:Client</faultcode><faultstring>no such currency</faultstring></s:Fault>")
        self.answer(200, '<GetRateResponse xmlns="urn:example:rates"><currency>EUR</currency><rate>1.25</rate></GetRateResponse>')
http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Rates).serve_forever()
