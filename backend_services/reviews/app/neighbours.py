"""What reviews asks of others, at the addresses that the environment names."""
import http.client
import os
import urllib.parse

from server import Fault

TIMEOUT = 5.0


def must_exist(service, path, request_id):
    """422 where `service` knows no such thing, 502 and 504 where it cannot say. Without an address nobody is asked."""
    url = os.environ.get(service.upper() + "_URL", "")
    if not url:
        return
    at = urllib.parse.urlsplit(url)
    connection = http.client.HTTPConnection(at.hostname, at.port, timeout=TIMEOUT)
    try:
        connection.request("GET", path, headers={"X-Request-Id": request_id, "Connection": "close"})
        status = connection.getresponse().status
    except TimeoutError as error:
        raise Fault(504, service + "_timeout", f"{service} did not answer in time.") from error
    except (OSError, http.client.HTTPException) as error:
        raise Fault(502, service + "_failed", f"{service} does not answer.") from error
    finally:
        connection.close()
    if status == 404:
        raise Fault(422, "no_such_" + service.removesuffix("s"), f"There is nothing at {path}.")
    if status != 200:
        raise Fault(502, service + "_failed", f"{service} answered {status}.")
