#pragma once

#include <string>

#include "services/agent/models/fake_openai_server/arrival.h"
#include "services/agent/models/fake_openai_server/mode.h"

namespace lossy::agent {

struct Answer {
  int status = 200;
  std::string headers;  // Lines beyond the usual ones.
  std::string content_type = "application/json";
  std::string body;
};

// The answer to the request in this mode. The same request gets the same answer.
Answer AnswerTo(const Arrival& arrival, const Mode& mode);

// {"error": {"message", "type", "param", "code"}}
Answer ErrorAnswer(int status, const std::string& message, const std::string& param = "",
                   const std::string& code = "");

}  // namespace lossy::agent
