// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import dsg.model.Refusal;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/// What the web server itself refuses, before any route is asked, such as a request that is no HTTP: a problem like all
/// others instead of its own page.
final class ServerRefusals extends ErrorHandler {

    @Override
    public boolean errorPageForMethod(String method) {
        return true;
    }

    @Override
    protected void generateResponse(
            Request request,
            Response response,
            int code,
            @Nullable String message,
            @Nullable Throwable cause,
            Callback callback) {
        HttpProblem problem = new HttpProblem(
                code,
                new Refusal(
                        "This request was not taken.",
                        "The web server cannot read it: " + (message == null ? "status " + code : message) + ".",
                        "Send it as HTTP/1.1 demands."));
        String path = request.getHttpURI().getPath();
        SecurityHeaders.ALL.forEach(response.getHeaders()::put);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, Refusals.PROBLEM);
        byte[] shape = RestFace.JSON.writeValueAsBytes(Refusals.shape(problem, path == null ? "/" : path));
        response.write(true, ByteBuffer.wrap(shape), callback);
    }
}
