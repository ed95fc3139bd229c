#include "edge/http/refusal_response.h"

#include "absl/strings/str_cat.h"
#include "base/utf8/utf8_prefix.h"

namespace lossy::edge {
namespace {

constexpr std::size_t kMaxQuotedBytes = 200;

}  // namespace

std::string RefusalMembers(base::RefusalReason reason) {
  const base::RefusalReason told = base::PublicReason(reason);
  return absl::StrCat("\"reason\":\"", base::RefusalName(told), "\",\"message\":\"",
                      base::RefusalMessage(told), "\"");
}

HttpResponse RefusalResponse(base::RefusalReason reason, int status) {
  return JsonResponse(status, absl::StrCat("{", RefusalMembers(reason), "}"));
}

std::string OriginProblem(absl::string_view origin) {
  return absl::StrCat("the origin is not in --allowed_origins: ",
                      base::Utf8Prefix(origin, kMaxQuotedBytes));
}

std::string VersionProblem(const QueryParams& params) {
  const std::string* vsn = FindParam(params, "vsn");
  if (vsn == nullptr) return "vsn is a list or a map";
  return absl::StrCat("vsn is not 1.0.x or 2.0.x: ", base::Utf8Prefix(*vsn, kMaxQuotedBytes));
}

}  // namespace lossy::edge
