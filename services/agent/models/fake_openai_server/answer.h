#pragma once

#include <string>

#include "services/agent/models/fake_openai_server/arrival.h"
#include "services/agent/models/fake_openai_server/mode.h"

namespace lossy::agent {

// An HTTP response of the fake server.
struct Answer {
  int status = 200;
  std::string headers;  // Additional header lines.
  std::string content_type = "application/json";
  std::string body;
};

// Returns the response to the request in this mode. Equal requests get equal responses.
Answer AnswerTo(const Arrival& arrival, const Mode& mode);

// Returns an error in OpenAI's form: {"error": {"message", "type", "param", "code"}}.
Answer ErrorAnswer(int status, const std::string& message, const std::string& param = "",
                   const std::string& code = "");

}  // namespace lossy::agent
