#pragma once

#include <functional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "base/flags/host_list.h"

namespace lossy::base {

// The largest head of a request to the metrics server, in bytes. Prometheus sends about 300.
inline constexpr std::size_t kMaxMetricsHeadBytes = 8 << 10;

// Answers the HTTP/1 request in `received`: GET and HEAD of /metrics with what `render` returns.
// A "Host" that `hosts` does not accept is answered 403. Nullopt: the request's head is not
// complete yet. The connection must close behind each answer. Calls `render` at most once.
absl::optional<std::string> AnswerMetricsRequest(absl::string_view received, const HostList& hosts,
                                                 const std::function<std::string()>& render);

}  // namespace lossy::base
