#pragma once

#include <functional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "base/flags/host_list.h"

namespace lossy::base {

// The largest head of a request to the metrics server, in bytes. Prometheus sends about 300.
inline constexpr std::size_t kMaxMetricsHeadBytes = 8 << 10;

// Returns the complete HTTP/1.1 response to the request in `received`, the bytes of the connection
// so far. Returns nullopt while the request's head is incomplete.
//
// GET and HEAD of /metrics return 200; the body is the result of `render`, which is called at most
// once. Every other request returns an error: 400, 403 for a "Host" that `hosts` does not accept,
// 404, 405 or 431. The caller must close the connection after the response.
absl::optional<std::string> AnswerMetricsRequest(absl::string_view received, const HostList& hosts,
                                                 const std::function<std::string()>& render);

}  // namespace lossy::base
