import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.openapitools.client.ApiClient;
import org.openapitools.client.ApiException;
import org.openapitools.client.api.*;
import org.openapitools.client.model.*;

/** One flow through the client that openapi-generator makes: sign in, draft a plan, meet a problem, send a file, use a union. */
public final class Flow {
  private static void check(boolean condition, String what) {
    if (!condition) throw new IllegalStateException(what);
  }

  private static ApiClient signedIn(String base, String username, String password) throws ApiException {
    ApiClient client = new ApiClient();
    client.updateBaseUri(base);
    Tokens tokens = new AuthApi(client).login(new Login().username(username).password(password));
    client.setRequestInterceptor(request -> request.header("Authorization", "Bearer " + tokens.getAccessToken()));
    return client;
  }

  public static void main(String[] args) throws Exception {
    ApiClient officer = signedIn(args[0], "officer.h06.stp", args[1]);
    UUID unit = new MeApi(officer).getMe(null).getAssignments().get(0).getUnitId();
    Movement movement = new MovementsApi(officer).getMovement(UUID.fromString(args[2]), null);

    CreatePlan body = new CreatePlan().movementId(movement.getId()).unitId(unit)
        .addTasksItem(new TaskInput().title("Trợ giúp pháp lý lưu động"));
    Plan plan = new PlansApi(officer).createPlan(body, null, null);
    check(plan.getUnitId().equals(unit), "the plan is not what was sent");
    check(plan.getTasks().get(0).getTitle().equals("Trợ giúp pháp lý lưu động"), "the task is not what was sent");

    try {
      new PlansApi(officer).createPlan(body, null, null);
      check(false, "a second plan was taken");
    } catch (ApiException refused) {
      Problem problem = officer.getObjectMapper().readValue(refused.getResponseBody(), Problem.class);
      check(problem.getCode() == ProblemCode.PLAN_EXISTS, "another problem: " + problem);
      check(plan.getId().equals(problem.getPlanId()), "the problem does not name the plan");
    }

    Path pdf = Files.createTempDirectory("flow").resolve("ke-hoach.pdf");
    Files.writeString(pdf, "%PDF-1.4\n%%EOF\n");
    check(new FilesApi(officer).uploadFile(pdf.toFile(), null, null, null).getName().equals("ke-hoach.pdf"), "no file");

    LocalDate day = LocalDate.of(2026, 1, 1);
    RenameStep step = new RenameStep().type(RenameStep.TypeEnum.RENAME).unit("H60.STP").name("Sở Tư pháp đổi tên");
    CreateReorganisation document = new CreateReorganisation().title("Đổi tên").legalBasis("1/QĐ-BTP")
        .inForceFrom(day).operationalFrom(day).steps(List.of(new Step(step)));
    ReorganisationsApi reorganisations = new ReorganisationsApi(signedIn(args[0], "admin", args[1]));
    Step first = reorganisations.createReorganisation(document, true, null).getSteps().get(0);
    check(first.getRenameStep().getName().equals("Sở Tư pháp đổi tên"), "the union does not come back");
    System.out.println("Java client: passed");
  }
}
