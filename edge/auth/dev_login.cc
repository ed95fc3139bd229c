#include "edge/auth/dev_login.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "edge/auth/extension_token_handler.h"
#include "edge/auth/local_request.h"
#include "edge/http/query.h"

namespace lossy::edge {
namespace {

constexpr absl::Duration kSessionLife = absl::Hours(24);

constexpr absl::string_view kForm = R"html(<!doctype html>
<meta charset="utf-8"><title>Lossy: log in</title>
<style>body{font:16px system-ui;max-width:24rem;margin:4rem auto}input,button{font:inherit;width:100%;
box-sizing:border-box;padding:.5rem;margin:.25rem 0 1rem}</style>
<h1>Log in</h1><p>This is a development server: any name will do.</p>
<form method="post" action="/dev/auth/login"><label>E-mail or user id
<input name="email" value="test@lossy.app" required maxlength="255" autofocus></label>
<button>Log in</button></form>)html";

constexpr absl::string_view kDone = R"html(<!doctype html>
<meta charset="utf-8"><title>Lossy: logged in</title>
<style>body{font:16px system-ui;max-width:24rem;margin:4rem auto}</style>
<h1>Logged in</h1><p>You can close this page.</p><p><a href="/dev/auth/logout">Log out</a></p>)html";

HttpResponse Redirect(const char* where) {
  HttpResponse response = EmptyResponse(302);
  response.headers.emplace_back("location", where);
  return response;
}

std::string SetCookie(absl::string_view value, std::int64_t seconds) {
  return absl::StrCat(kSessionCookie, "=", value, "; Path=/; Max-Age=", seconds,
                      "; HttpOnly; SameSite=Lax");
}

}  // namespace

bool DevLogin::Serves(const HttpRequest& request) {
  return request.path == "/dev/auth" || absl::StartsWith(request.path, "/dev/auth/");
}

HttpResponse DevLogin::Answer(const HttpRequest& request) {
  if (!IsLocalRequest(request)) {
    return TextResponse(403, "the development login answers this machine only, without a proxy\n");
  }
  if (request.path == "/dev/auth/login" && request.method == "POST") return LogIn(request);
  if (!request.IsGet()) return MethodsResponse(request.method, "GET, HEAD, OPTIONS");
  if (request.path == "/dev/auth") return HtmlResponse(std::string(kForm));
  if (request.path == "/dev/auth/success") return HtmlResponse(std::string(kDone));
  if (request.path != "/dev/auth/logout") return TextResponse(404, "not found\n");
  HttpResponse response = Redirect("/dev/auth");
  response.headers.emplace_back("set-cookie", SetCookie("", 0));
  return response;
}

HttpResponse DevLogin::LogIn(const HttpRequest& request) {
  const absl::optional<QueryParams> form = ParseQuery(request.body);
  const std::string* user = form ? FindParam(*form, "email") : nullptr;
  if (user == nullptr || !base::IsUserId(*user)) return Redirect("/dev/auth");
  HttpResponse response = Redirect("/dev/auth/success");
  response.headers.emplace_back(
      "set-cookie", SetCookie(issuer_.Issue({.user_id = *user, .device_id = {}}, kSessionLife),
                              absl::ToInt64Seconds(kSessionLife)));
  return response;
}

}  // namespace lossy::edge
