#include "kit/error.h"

namespace shop {

int httpStatus(Fault fault) {
    switch (fault) {
        case Fault::BadRequest:
            return 400;
        case Fault::NotFound:
            return 404;
        case Fault::MethodNotAllowed:
            return 405;
        case Fault::Conflict:
            return 409;
        case Fault::PreconditionFailed:
            return 412;
        case Fault::TooLarge:
            return 413;
        case Fault::MediaType:
            return 415;
        case Fault::Invalid:
            return 422;
        case Fault::Internal:
            return 500;
        case Fault::Upstream:
            return 502;
        case Fault::Unavailable:
            return 503;
        case Fault::Timeout:
            return 504;
    }
    return 500;
}

}  // namespace shop
