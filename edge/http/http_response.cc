#include "edge/http/http_response.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace lossy::edge {
namespace {

absl::string_view ReasonPhrase(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 204:
      return "No Content";
    case 302:
      return "Found";
    case 304:
      return "Not Modified";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 409:
      return "Conflict";
    case 410:
      return "Gone";
    case 413:
      return "Payload Too Large";
    case 414:
      return "URI Too Long";
    case 415:
      return "Unsupported Media Type";
    case 417:
      return "Expectation Failed";
    case 422:
      return "Unprocessable Entity";
    case 426:
      return "Upgrade Required";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 503:
      return "Service Unavailable";
    case 504:
      return "Gateway Timeout";
    default:
      return "Unknown";
  }
}

// Returns true if `text` ends neither its header nor the head (RFC 9110, section 5.5).
bool IsHeaderValue(absl::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) {
    return c != '\t' && absl::ascii_iscntrl(static_cast<unsigned char>(c));
  });
}

}  // namespace

std::string HttpResponse::Encode(const HttpFraming& framing) const {
  std::string out = absl::StrCat("HTTP/1.1 ", status, " ", ReasonPhrase(status), "\r\n");
  if (!content_type.empty()) absl::StrAppend(&out, "content-type: ", content_type, "\r\n");
  for (const auto& [name, value] : headers) {
    if (IsHeaderValue(value)) absl::StrAppend(&out, name, ": ", value, "\r\n");
  }
  if (!framing.keep_alive) out += "connection: close\r\n";
  // An HTTP/1.0 client expects the connection to close unless a header states otherwise.
  if (framing.keep_alive && !framing.http_1_1) out += "connection: keep-alive\r\n";
  const bool has_length = status >= 200 && status != 204 && status != 304 && !framing.until_close;
  if (has_length) absl::StrAppend(&out, "content-length: ", body.size(), "\r\n");
  out += "\r\n";
  if (!framing.head) out += body;
  return out;
}

HttpResponse EmptyResponse(int status) {
  return {.status = status, .body = {}, .content_type = {}, .headers = {}};
}

HttpResponse MethodsResponse(absl::string_view method, absl::string_view allowed) {
  HttpResponse response = EmptyResponse(method == "OPTIONS" ? 204 : 405);
  response.headers.emplace_back("allow", std::string(allowed));
  return response;
}

HttpResponse TextResponse(int status, std::string body) {
  return {.status = status,
          .body = std::move(body),
          .content_type = "text/plain; charset=utf-8",
          .headers = {}};
}

HttpResponse JsonResponse(int status, std::string body) {
  return {.status = status,
          .body = std::move(body),
          .content_type = "application/json; charset=utf-8",
          .headers = {{"cache-control", "no-store"}}};
}

HttpResponse HtmlResponse(std::string body) {
  return {.status = 200,
          .body = std::move(body),
          .content_type = "text/html; charset=utf-8",
          .headers = {{"x-content-type-options", "nosniff"}, {"x-frame-options", "DENY"}}};
}

}  // namespace lossy::edge
